//! As much of Rust as it takes to see what a file refers to: tokens without comments, and the paths among them.

/// A token: a word (`crate`, `f64`), `::`, a string literal, or any other character alone.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Word(String),
    Colons,
    Text(String),
    Mark(char),
}

impl Token {
    pub fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own == word)
    }
}

/// The tokens of a file that are neither comments nor what `#[cfg(test)]` stands before, and the modules that
/// `#[cfg(test)]` leaves out.
pub fn tokens(text: &str) -> (Vec<Token>, Vec<String>) {
    without_tests(&all_tokens(text))
}

fn all_tokens(text: &str) -> Vec<Token> {
    let text: Vec<char> = text.chars().collect();
    let at = |i: usize| text.get(i).copied().unwrap_or('\0');
    let (mut found, mut i) = (Vec::new(), 0);
    while i < text.len() {
        let from = i;
        match (at(i), at(i + 1)) {
            ('/', '/') => i = end(&text, i, "\n"),
            ('/', '*') => i = end(&text, i, "*/"),
            (':', ':') => {
                found.push(Token::Colons);
                i += 2;
            }
            ('r', '"' | '#') if raw_marks(&text, i + 1).is_some() => {
                let closing = format!("\"{}", "#".repeat(raw_marks(&text, i + 1).unwrap_or(0)));
                i = end(&text, i + 1 + closing.len(), &closing);
                found.push(Token::Text(text[from + 1 + closing.len()..i - closing.len()].iter().collect()));
            }
            ('"', _) => {
                i += 1;
                while i < text.len() && at(i) != '"' {
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                found.push(Token::Text(text[from + 1..i.min(text.len())].iter().collect()));
                i += 1;
            }
            // A character, or else a lifetime.
            ('\'', '\\') => i = end(&text, i + 3, "'"),
            ('\'', _) if at(i + 2) == '\'' => i += 3,
            (c, _) if c.is_alphanumeric() || c == '_' => {
                while at(i).is_alphanumeric() || at(i) == '_' {
                    i += 1;
                }
                found.push(Token::Word(text[from..i].iter().collect()));
            }
            (c, _) => {
                if !c.is_whitespace() {
                    found.push(Token::Mark(c));
                }
                i += 1;
            }
        }
    }
    found
}

/// The position after the next `closing`, from `i` on.
fn end(text: &[char], i: usize, closing: &str) -> usize {
    let closing: Vec<char> = closing.chars().collect();
    (i..text.len()).find(|&k| text[k..].starts_with(&closing)).map_or(text.len(), |k| k + closing.len())
}

/// How many `#` stand before the quotation mark of a raw string; `None` where there is no such mark.
fn raw_marks(text: &[char], i: usize) -> Option<usize> {
    let marks = text[i..].iter().take_while(|&&c| c == '#').count();
    (text.get(i + marks) == Some(&'"')).then_some(marks)
}

fn without_tests(all: &[Token]) -> (Vec<Token>, Vec<String>) {
    let test: Vec<Token> = all_tokens("#[cfg(test)]");
    let (mut kept, mut modules, mut i) = (Vec::new(), Vec::new(), 0);
    while i < all.len() {
        if !all[i..].starts_with(&test) {
            kept.push(all[i].clone());
            i += 1;
            continue;
        }
        // The item ends with a semicolon or with its block.
        let mut depth = 0;
        let from = i;
        while i < all.len() {
            depth += match all[i] {
                Token::Mark('{') => 1,
                Token::Mark('}') => -1,
                _ => 0,
            };
            i += 1;
            if depth == 0 && matches!(all[i - 1], Token::Mark(';' | '}')) {
                break;
            }
        }
        if let [.., module, Token::Word(name), Token::Mark(';')] = &all[from..i]
            && module.is_word("mod")
        {
            modules.push(name.clone());
        }
    }
    (kept, modules)
}

/// All paths of two words and more, and those of `use` at any length; those of a tree one by one.
pub fn paths(tokens: &[Token]) -> Vec<Vec<String>> {
    let (mut found, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        if tokens[i].is_word("use") {
            i = tree(tokens, i + 1, &[], &mut found);
        } else if let (Token::Word(_), Some(Token::Colons)) = (&tokens[i], tokens.get(i + 1)) {
            i = tree(tokens, i, &[], &mut found);
        } else {
            i += 1;
        }
    }
    found
}

/// Collects the paths of a tree that begins at `i`, after `before`; returns the position behind it.
fn tree(tokens: &[Token], mut i: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(i) {
            Some(Token::Word(word)) => path.push(word.clone()),
            Some(Token::Mark('{')) => {
                i += 1;
                while i < tokens.len() && tokens[i] != Token::Mark('}') {
                    let next = tree(tokens, i, &path, found);
                    i = next.max(i + 1);
                }
                return i + 1;
            }
            Some(Token::Mark('*')) => {
                found.push(path);
                return i + 1;
            }
            // The comma of a group, or the arguments of a type.
            _ => break,
        }
        i += 1;
        if tokens.get(i) != Some(&Token::Colons) {
            break;
        }
        i += 1;
    }
    if tokens.get(i).is_some_and(|token| token.is_word("as")) {
        i += 2;
    }
    if path.len() > before.len() {
        found.push(path);
    }
    i
}
