// How names, topics and frames are read (docs/names-and-topics.md). Frames come raw and may be anything, so each field is
// read from its JSON text: encoding/json would take "Kind" for "kind", null for an absent field, and half a character
// for U+FFFD. What cannot be read makes the whole frame malformed (SAFE-1).
package main

import (
	"encoding/json"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"
)

const hall = "greathall"

// arp is what the sender of a message tells of itself. Its port is read over: that of the pair counts.
type arp struct {
	token  string
	hordes []string
	nice   int64
}

// message is what crosses a link upwards. Which fields it has depends on its kind.
type message struct {
	kind, orc, name, line, to string
	join                      bool
	arp                       *arp
}

// event is what is multicast. An empty forward stands for none.
type event struct {
	topic, id, forward string
	payload            json.RawMessage
}

func readMessage(frame json.RawMessage) (message, bool) {
	from := open(frame)
	read := message{kind: from.text("kind"), orc: from.orc("orcName")}
	switch read.kind {
	case "command":
		read.name, read.join, read.arp = from.topic("name"), from.flag("join"), from.arp("arp")
		from.demand(!strings.HasPrefix(read.name, ":"))
	case ":announce":
		read.arp = from.arp("arp")
	case ":conn-line":
		read.line, read.arp = from.name("lineId"), from.arp("arp")
	case ":disconn-line":
		read.line = from.name("lineId")
	case ":rename":
		read.to = from.orc("to")
	case ":delete-route":
	default:
		from.demand(false)
	}
	return read, !from.isMalformed
}

func readEvent(frame json.RawMessage) (event, bool) {
	from := open(frame)
	read := event{topic: from.topic("topic"), id: from.name("id"), payload: from.fields["payload"]}
	from.demand(read.payload != nil && !strings.Contains(read.topic, "<>"))
	if _, given := from.fields["forward"]; given {
		read.forward = from.name("forward")
	}
	return read, !from.isMalformed
}

// reader reads the fields of one object, and notes whether any of them is not what it must be.
type reader struct {
	fields      map[string]json.RawMessage
	isMalformed bool
}

func open(object json.RawMessage) *reader {
	from := &reader{}
	from.demand(json.Unmarshal(object, &from.fields) == nil && from.fields != nil)
	return from
}

func (from *reader) demand(fact bool) { from.isMalformed = from.isMalformed || !fact }

func (from *reader) text(field string) string {
	text, reads := textOf(from.fields[field])
	from.demand(reads)
	return text
}

func (from *reader) name(field string) string {
	text := from.text(field)
	from.demand(isName(text))
	return text
}

func (from *reader) orc(field string) string {
	name := from.name(field)
	from.demand(strings.Count(name, "@") == 1) // So it is not greathall, which no message may name.
	return name
}

func (from *reader) topic(field string) string {
	text := from.text(field)
	from.demand(hasUnits(text, 1024) && strings.IndexFunc(text, isControl) < 0)
	return text
}

func (from *reader) flag(field string) bool {
	given := string(from.fields[field])
	from.demand(given == "" || given == "true" || given == "false")
	return given == "true"
}

func (from *reader) whole(field string, least, most float64) int64 {
	// A JSON text that is read as a number begins like one: ParseFloat would take more.
	given := string(from.fields[field])
	number, err := strconv.ParseFloat(given, 64)
	from.demand(err == nil && number == math.Trunc(number) && least <= number && number <= most)
	return int64(number)
}

func (from *reader) arp(field string) *arp {
	inner := open(from.fields[field])
	read := arp{token: inner.name("token"), nice: inner.whole("nice", 1-1<<53, 1<<53-1)}
	if string(inner.fields["port"]) != "null" {
		inner.whole("port", 0, 65535)
	}
	var hordes []json.RawMessage
	inner.demand(json.Unmarshal(inner.fields["hordes"], &hordes) == nil && hordes != nil && len(hordes) <= 256)
	for _, each := range hordes {
		horde, reads := textOf(each)
		inner.demand(reads && isName(horde))
		read.hordes = append(read.hordes, horde)
	}
	from.demand(!inner.isMalformed)
	return &read
}

// textOf reads a JSON string, and refuses one that holds half of a character.
func textOf(literal json.RawMessage) (text string, reads bool) {
	if len(literal) == 0 || literal[0] != '"' || json.Unmarshal(literal, &text) != nil {
		return "", false
	}
	return text, !hasLoneSurrogate(string(literal))
}

// hasLoneSurrogate looks at the escapes of a JSON string, as the decoded text no longer shows what it held.
func hasLoneSurrogate(literal string) bool {
	for at := strings.IndexByte(literal, '\\'); at >= 0 && at < len(literal); at++ {
		if literal[at] != '\\' {
			continue
		}
		at++ // What is escaped.
		if unit, isEscape := unitAt(literal, at); isEscape && utf16.IsSurrogate(unit) {
			low, follows := unitAt(literal, at+6)
			if !follows || literal[at+5] != '\\' || utf16.DecodeRune(unit, low) == '\uFFFD' {
				return true
			}
			at += 6
		}
	}
	return false
}

// unitAt reads the four digits behind a u.
func unitAt(literal string, at int) (rune, bool) {
	if at+5 > len(literal) || literal[at] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(literal[at+1:at+5], 16, 16)
	return rune(unit), err == nil
}

func isName(text string) bool {
	return hasUnits(text, 256) && !strings.ContainsAny(text, "<>:$") && strings.IndexFunc(text, isControl) < 0
}

func isControl(char rune) bool { return char < ' ' || char == '\x7f' }

// hasUnits says whether a text has one UTF-16 unit at least, and not more than most.
func hasUnits(text string, most int) bool { return text != "" && len(units(text)) <= most }

func units(text string) []uint16 { return utf16.Encode([]rune(text)) }

// before is the order of names: by UTF-16 units, which differs from that of bytes beyond U+FFFF.
func before(left, right string) bool {
	ours, theirs := units(left), units(right)
	for at := 0; at < len(ours) && at < len(theirs); at++ {
		if ours[at] != theirs[at] {
			return ours[at] < theirs[at]
		}
	}
	return len(ours) < len(theirs)
}

// sortedKeys lists the keys of a map in the order of names.
func sortedKeys[Value any](from map[string]Value) []string {
	keys := make([]string, 0, len(from))
	for key := range from {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(left, right int) bool { return before(keys[left], keys[right]) })
	return keys
}

// lineOf is the line of a topic, between its first < and the next >; empty where there is none.
func lineOf(topic string) string {
	_, rest, _ := strings.Cut(topic, "<")
	line, _, closes := strings.Cut(rest, ">")
	if !closes {
		return ""
	}
	return line
}

// resultOf is the name of the orc for whom a result is.
func resultOf(topic string) (orc string, isResult bool) {
	orc, _, names := strings.Cut(topic, "::")
	return orc, names && (strings.HasSuffix(topic, ".finished") || strings.HasSuffix(topic, ".error"))
}
