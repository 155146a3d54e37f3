//! JSON for the router beside this file, as Rust's standard library has none: one value is read from a line and written as one.
//! Numbers keep the text that they came as, so they go out unchanged. Take a crate in its place if you like.
use std::collections::BTreeMap;
use std::fmt;

#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    /// A string that holds half of a character, which no `String` can: it is no name and no topic.
    Broken,
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// Makes an object of its fields: `object([("kind", "refuse".into())])`.
pub fn object<const COUNT: usize>(fields: [(&str, Json); COUNT]) -> Json {
    Json::Object(fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_string())
    }
}
impl From<bool> for Json {
    fn from(fact: bool) -> Json {
        Json::Bool(fact)
    }
}
impl From<i64> for Json {
    fn from(number: i64) -> Json {
        Json::Number(number.to_string())
    }
}
impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Json {
        Json::List(items)
    }
}

impl Json {
    pub fn parse(text: &str) -> Result<Json, String> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value()?;
        reader.blanks();
        if reader.at < text.len() { Err(reader.fault("the end")) } else { Ok(value) }
    }

    /// A field of an object, if it is there.
    pub fn get(&self, field: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => fields.get(field),
            _ => None,
        }
    }

    /// A field that must be text. For what the harness says itself; a raw frame may be anything.
    pub fn text(&self, field: &str) -> &str {
        match self.get(field) {
            Some(Json::Text(text)) => text,
            other => panic!("{} is no text: {:?}", field, other),
        }
    }

    /// A field that must be a list.
    pub fn list(&self, field: &str) -> &[Json] {
        match self.get(field) {
            Some(Json::List(items)) => items,
            other => panic!("{} is no list: {:?}", field, other),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => to.write_str("null"),
            Json::Bool(fact) => write!(to, "{}", fact),
            Json::Number(text) => to.write_str(text),
            Json::Text(text) => write_text(to, text),
            Json::Broken => to.write_str("\"\\ufffd\""),
            Json::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    write!(to, "{}{}", if at == 0 { "[" } else { "," }, item)?;
                }
                to.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Json::Object(fields) => {
                for (at, (name, value)) in fields.iter().enumerate() {
                    to.write_str(if at == 0 { "{" } else { "," })?;
                    write_text(to, name)?;
                    write!(to, ":{}", value)?;
                }
                to.write_str(if fields.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

fn write_text(to: &mut fmt::Formatter, text: &str) -> fmt::Result {
    to.write_str("\"")?;
    for unit in text.chars() {
        match unit {
            '"' | '\\' => write!(to, "\\{}", unit)?,
            '\0'..='\u{1f}' => write!(to, "\\u{:04x}", unit as u32)?,
            _ => write!(to, "{}", unit)?,
        }
    }
    to.write_str("\"")
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn fault(&self, expected: &str) -> String {
        format!("expected {} at byte {}", expected, self.at)
    }

    fn blanks(&mut self) {
        let rest = self.text[self.at..].trim_start_matches([' ', '\t', '\n', '\r']);
        self.at = self.text.len() - rest.len();
    }

    /// Whether this comes next; if so, it is passed.
    fn takes(&mut self, expected: &str) -> bool {
        self.blanks();
        let comes = self.text[self.at..].starts_with(expected);
        self.at += if comes { expected.len() } else { 0 };
        comes
    }

    fn value(&mut self) -> Result<Json, String> {
        for (word, value) in [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))] {
            if self.takes(word) {
                return Ok(value);
            }
        }
        if self.takes("\"") {
            return self.string();
        }
        if self.takes("[") {
            let mut items = vec![];
            while !self.takes("]") {
                if !items.is_empty() && !self.takes(",") {
                    return Err(self.fault(", or ]"));
                }
                items.push(self.value()?);
            }
            return Ok(Json::List(items));
        }
        if self.takes("{") {
            let mut fields = BTreeMap::new();
            while !self.takes("}") {
                if !fields.is_empty() && !self.takes(",") || !self.takes("\"") {
                    return Err(self.fault("a field or }"));
                }
                let name = match self.string()? {
                    Json::Text(name) => name,
                    _ => "\u{fffd}".to_string(),
                };
                if !self.takes(":") {
                    return Err(self.fault(":"));
                }
                fields.insert(name, self.value()?);
            }
            return Ok(Json::Object(fields));
        }
        let rest = &self.text[self.at..];
        let end = rest.find(|unit| !"+-.eE0123456789".contains(unit)).unwrap_or(rest.len());
        if rest[..end].parse::<f64>().is_err() {
            return Err(self.fault("a value"));
        }
        self.at += end;
        Ok(Json::Number(rest[..end].to_string()))
    }

    /// Reads on behind the opening quote. Escapes are of UTF-16, in which some characters take two.
    fn string(&mut self) -> Result<Json, String> {
        let mut units: Vec<u16> = vec![];
        let mut rest = self.text[self.at..].chars();
        while let Some(unit) = rest.next() {
            let escaped = if unit == '\\' { rest.next() } else { None };
            let meant = match (unit, escaped) {
                ('"', _) => {
                    self.at = self.text.len() - rest.as_str().len();
                    return Ok(String::from_utf16(&units).map_or(Json::Broken, Json::Text));
                }
                (_, Some('u')) => {
                    let digits = rest.as_str().get(..4).unwrap_or("");
                    units.push(u16::from_str_radix(digits, 16).map_err(|_| self.fault("four digits in a string"))?);
                    rest = rest.as_str()[4..].chars();
                    continue;
                }
                (_, Some('n')) => '\n',
                (_, Some('t')) => '\t',
                (_, Some('r')) => '\r',
                (_, Some('b')) => '\u{8}',
                (_, Some('f')) => '\u{c}',
                (_, Some(itself)) => itself,
                _ => unit,
            };
            units.extend_from_slice(meant.encode_utf16(&mut [0; 2]));
        }
        Err(self.fault("the end of a string that begins"))
    }
}
