//! A strict reader of JSON (RFC 8259): no duplicate keys, no numbers that another reader might round, bounded
//! nesting.

use crate::limits::MAX_NESTING;

/// A JSON value. Numbers are integers of at most 53 bits: all others stand in strings.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Largest integer that every reader of JSON keeps exactly.
const MAX_INTEGER: i64 = (1 << 53) - 1;

/// Reads one document; the error says what is wrong and at which byte.
pub(crate) fn parse(text: &str) -> Result<Json, String> {
    let mut reader = Reader { bytes: text.as_bytes(), text, at: 0 };
    reader.blank();
    let value = reader.value(0).map_err(|problem| format!("{problem} at byte {}", reader.at))?;
    reader.blank();
    if reader.at < text.len() {
        return Err(format!("something follows the document at byte {}", reader.at));
    }
    Ok(value)
}

struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
}

type Read<T> = Result<T, String>;

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Read<Json> {
        if depth > MAX_NESTING {
            return Err(format!("nesting deeper than {MAX_NESTING}"));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(_) => Err("no JSON value".to_owned()),
            None => Err("the document ends early".to_owned()),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Read<Json> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err("no JSON value".to_owned());
        }
        self.at += word.len();
        Ok(value)
    }

    fn integer(&mut self) -> Read<Json> {
        let start = self.at;
        self.take(b'-');
        let digits = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return Err(
                "a number with a fraction or an exponent must be a string, or it may be rounded".to_owned()
            );
        }
        if self.at == digits || (self.bytes[digits] == b'0' && self.at > digits + 1) {
            return Err("no JSON number".to_owned());
        }
        self.text[start..self.at]
            .parse()
            .ok()
            .filter(|value| (-MAX_INTEGER..=MAX_INTEGER).contains(value))
            .map(Json::Integer)
            .ok_or_else(|| "an integer beyond 2^53 - 1 must be a string, or it may be rounded".to_owned())
    }

    fn list(&mut self, depth: usize) -> Read<Json> {
        self.at += 1;
        let mut items = Vec::new();
        self.blank();
        if self.take(b']') {
            return Ok(Json::List(items));
        }
        loop {
            self.blank();
            items.push(self.value(depth + 1)?);
            self.blank();
            if self.take(b']') {
                return Ok(Json::List(items));
            }
            if !self.take(b',') {
                return Err("a comma or ] is missing".to_owned());
            }
        }
    }

    fn object(&mut self, depth: usize) -> Read<Json> {
        self.at += 1;
        let mut fields: Vec<(String, Json)> = Vec::new();
        self.blank();
        if self.take(b'}') {
            return Ok(Json::Object(fields));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err("a key is missing".to_owned());
            }
            let key = self.string()?;
            // Objects of a certificate have few keys; one with many is refused below.
            if fields.iter().any(|(known, _)| *known == key) {
                return Err(format!("the key {key:?} stands twice in one object"));
            }
            if fields.len() == MAX_KEYS {
                return Err(format!("an object with more than {MAX_KEYS} keys"));
            }
            self.blank();
            if !self.take(b':') {
                return Err("a colon is missing".to_owned());
            }
            self.blank();
            fields.push((key, self.value(depth + 1)?));
            self.blank();
            if self.take(b'}') {
                return Ok(Json::Object(fields));
            }
            if !self.take(b',') {
                return Err("a comma or } is missing".to_owned());
            }
        }
    }

    fn string(&mut self) -> Read<String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            text.push_str(&self.text[start..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(_) => return Err("a control character in a string".to_owned()),
                None => return Err("the document ends in a string".to_owned()),
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let letter = self.peek().ok_or("the document ends in a string")?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.code_point()?,
            _ => return Err("an unknown escape in a string".to_owned()),
        })
    }

    fn code_point(&mut self) -> Read<char> {
        let first = self.four_digits()?;
        let code = match first {
            0xd800..=0xdbff => {
                if !(self.take(b'\\') && self.take(b'u')) {
                    return Err("half a surrogate pair".to_owned());
                }
                match self.four_digits()? {
                    second @ 0xdc00..=0xdfff => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                    _ => return Err("half a surrogate pair".to_owned()),
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| "half a surrogate pair".to_owned())
    }

    fn four_digits(&mut self) -> Read<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            code = code * 16 + digit.ok_or("an escape without four hexadecimal digits")?;
            self.at += 1;
        }
        Ok(code)
    }
}

/// Most keys of one object: more than any object of a certificate has.
const MAX_KEYS: usize = 32;
