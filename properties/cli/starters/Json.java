// JSON for the router beside this file, as Java's standard library has none: one value is read from a line and written as one.
// An object is a Map, a list a List, a number a BigDecimal, so that it goes out as it came in; null is null. A string may hold half of a
// character, as Java's may. Take a library in its place if you like.
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class Json {
    private final String text;
    private int at = 0;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        Json reader = new Json(text);
        Object value = reader.value();
        if (reader.peek() != 0) throw reader.fault("the end");
        return value;
    }

    /** Makes an object of its fields: object("kind", "refuse", "fault", "EMPTY_LINE"). A value may be null. */
    static Map<String, Object> object(Object... fields) {
        Map<String, Object> made = new LinkedHashMap<>();
        for (int each = 0; each < fields.length; each += 2) made.put((String) fields[each], fields[each + 1]);
        return made;
    }

    /** A field that must be an object. For what the harness says itself; a raw frame may be anything. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> objectOf(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> listOf(Object value) {
        return (List<Object>) value;
    }

    static void write(StringBuilder to, Object value) {
        if (value instanceof String string) {
            writeString(to, string);
        } else if (value instanceof Map<?, ?> fields) {
            String before = "{";
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                writeString(to.append(before), (String) field.getKey());
                write(to.append(':'), field.getValue());
                before = ",";
            }
            to.append(fields.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> items) {
            String before = "[";
            for (Object item : items) {
                write(to.append(before), item);
                before = ",";
            }
            to.append(before.equals("[") ? "[]" : "]");
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            to.append(value);
        } else {
            throw new IllegalArgumentException("no JSON: " + value.getClass());
        }
    }

    /** Halves of characters are escaped: UTF-8 has no place for them. */
    private static void writeString(StringBuilder to, String string) {
        to.append('"');
        for (char unit : string.toCharArray()) {
            if (unit == '"' || unit == '\\') to.append('\\').append(unit);
            else if (unit < ' ' || Character.isSurrogate(unit)) to.append(String.format("\\u%04x", (int) unit));
            else to.append(unit);
        }
        to.append('"');
    }

    private IllegalArgumentException fault(String expected) {
        return new IllegalArgumentException("not JSON: expected " + expected + " at character " + at);
    }

    /** What comes next behind blanks; 0 at the end. */
    private char peek() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Whether this comes next; if so, it is passed. */
    private boolean takes(String expected) {
        peek();
        boolean comes = text.startsWith(expected, at);
        if (comes) at += expected.length();
        return comes;
    }

    private Object value() {
        if (takes("null")) return null;
        if (takes("true")) return true;
        if (takes("false")) return false;
        if (takes("\"")) return string();
        if (takes("[")) {
            List<Object> items = new ArrayList<>();
            while (!takes("]")) {
                if (!items.isEmpty() && !takes(",")) throw fault(", or ]");
                items.add(value());
            }
            return items;
        }
        if (takes("{")) {
            Map<String, Object> fields = new LinkedHashMap<>();
            while (!takes("}")) {
                if (!fields.isEmpty() && !takes(",") || !takes("\"")) throw fault("a field or }");
                String name = string();
                if (!takes(":")) throw fault(":");
                fields.put(name, value());
            }
            return fields;
        }
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        try {
            return new BigDecimal(text.substring(start, at));
        } catch (NumberFormatException none) {
            throw fault("a value");
        }
    }

    /** Reads on behind the opening quote. */
    private String string() {
        StringBuilder read = new StringBuilder();
        while (at < text.length()) {
            char unit = text.charAt(at++);
            if (unit == '"') return read.toString();
            if (unit != '\\' || at == text.length()) {
                read.append(unit);
                continue;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'n' -> read.append('\n');
                case 't' -> read.append('\t');
                case 'r' -> read.append('\r');
                case 'b' -> read.append('\b');
                case 'f' -> read.append('\f');
                case 'u' -> {
                    read.append((char) Integer.parseInt(text, at, at + 4, 16));
                    at += 4;
                }
                default -> read.append(escaped);
            }
        }
        throw fault("the end of a string");
    }
}
