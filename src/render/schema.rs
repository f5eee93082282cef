//! JSON Schema of the file formats, made from the shapes that judge them: editors complete keys and show what they mean.
//!
//! A schema accepts whatever drawline reads without a word about its form; what needs other files (names, patterns) it
//! leaves to `drawline lint`.

use serde_json::{Map, Value, json};

use crate::document::shape::{Field, Type};
use crate::fleet::columns::{Column, Holds};
use crate::rule::kinds::KINDS;
use crate::rule::{RULE, Rule, SEVERITIES};
use crate::taxonomy::TAXONOMY_FILE;
use crate::taxonomy::profile::PROFILE_FILE;

/// Draft 7 is what all editors of TOML know.
const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of a file with these keys.
#[must_use]
pub(crate) fn file(title: &str, shape: &[Field]) -> String {
    text(title, table(shape))
}

/// The schema of `drawline.toml`, where each rule has settings of its own.
#[must_use]
pub(crate) fn config(shape: &[Field], rules: &[Rule]) -> String {
    let mut schema = table(shape);
    let settings = rules.iter().map(|rule| {
        let severity = json!({"enum": SEVERITIES, "description": "How much it matters."});
        let mut fields = optional(rule.kind.fields);
        fields["properties"]["severity"] = severity.clone();
        (rule.name.to_string(), json!({"description": flat(&rule.why), "anyOf": [severity, fields]}))
    });
    schema["properties"]["rules"]["properties"] = Value::Object(settings.collect());
    text("drawline.toml: what is read how, and where the line runs", schema)
}

/// The schema of a row of facts. Later versions only add columns, so one that is not known is no fault.
#[must_use]
pub(crate) fn facts(columns: &[Column]) -> String {
    text("A row of drawline facts --repository", columns_of(columns))
}

fn columns_of(columns: &[Column]) -> Value {
    let property = |column: &Column| {
        let mut schema = held(column.holds);
        if !column.always {
            schema = json!({"anyOf": [schema, {"type": "null"}]});
        }
        schema["description"] = column.says.into();
        (column.name.to_owned(), schema)
    };
    let needed: Vec<&str> = columns.iter().map(|column| column.name).collect();
    json!({"type": "object", "required": needed, "properties": columns.iter().map(property).collect::<Map<_, _>>()})
}

fn held(holds: Holds) -> Value {
    let counts =
        |most: usize| json!({"type": "array", "items": held(Holds::Count), "minItems": most, "maxItems": most});
    match holds {
        Holds::Text => json!({"type": "string"}),
        Holds::Word(words) => json!({"type": "string", "examples": words}),
        Holds::Texts => json!({"type": "array", "items": {"type": "string"}}),
        Holds::Day => json!({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}),
        Holds::Count => json!({"type": "integer", "minimum": 0}),
        Holds::Number => json!({"type": "number", "minimum": 0}),
        Holds::Share => json!({"type": "number", "minimum": 0, "maximum": 1}),
        Holds::Flag => json!({"type": "boolean"}),
        Holds::Spot => counts(6),
        Holds::Counts(most) => counts(most),
        Holds::Table(columns) => columns_of(columns),
        Holds::Tables(columns) => json!({"type": "array", "items": columns_of(columns)}),
    }
}

/// The schema of a rule file: a rule of some kind, a change of one that is there, activities and roles, or a profile.
#[must_use]
pub(crate) fn rule() -> String {
    let whole = KINDS.iter().map(|kind| {
        let fields: Vec<Field> = RULE.iter().chain(kind.fields).copied().collect();
        let mut schema = table(&fields);
        schema["properties"]["kind"] = json!({"const": kind.name, "description": kind.summary});
        schema
    });
    let all: Vec<Field> = RULE.iter().chain(KINDS.iter().flat_map(|kind| kind.fields)).copied().collect();
    let mut change = optional(&all);
    for field in KINDS.iter().flat_map(|kind| kind.fields) {
        // Kinds use a key for things of their own.
        change["properties"][field.key] = json!({"description": field.doc});
    }
    if let Some(properties) = change["properties"].as_object_mut() {
        properties.remove("kind");
    }
    change["required"] = json!(["name"]);
    let any: Vec<Value> = whole.chain([change, table(TAXONOMY_FILE), table(PROFILE_FILE)]).collect();
    text("A rule file of drawline", json!({"type": "object", "anyOf": any}))
}

fn text(title: &str, schema: Value) -> String {
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), DRAFT.into());
    whole.insert("title".to_owned(), title.into());
    if let Value::Object(mut fields) = schema {
        // A file may say itself which schema it has.
        if let Some(properties) = fields.get_mut("properties").and_then(Value::as_object_mut) {
            properties.insert("$schema".to_owned(), json!({"type": "string"}));
        }
        whole.extend(fields);
    }
    let mut text = serde_json::to_string_pretty(&whole).expect("internal error: plain data is always JSON");
    text.push('\n');
    text
}

fn table(shape: &[Field]) -> Value {
    let mut schema = optional(shape);
    let needed: Vec<&str> = shape.iter().filter(|field| field.needed).map(|field| field.key).collect();
    if !needed.is_empty() {
        schema["required"] = json!(needed);
    }
    schema
}

/// A table of which nothing has to be there.
fn optional(shape: &[Field]) -> Value {
    let properties: Map<String, Value> = shape.iter().map(|field| (field.key.to_owned(), property(field))).collect();
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn property(field: &Field) -> Value {
    let mut schema = value(field.takes);
    schema["description"] = flat(field.doc).into();
    schema
}

fn value(takes: Type) -> Value {
    let name = || json!({"type": "string", "pattern": "\\S"});
    match takes {
        Type::Text => json!({"type": "string"}),
        Type::Name => name(),
        Type::Id => json!({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}),
        Type::Handle => json!({"type": "string", "pattern": "^\\s*@?[A-Za-z0-9_][A-Za-z0-9_.-]*(\\[bot\\])?\\s*$"}),
        Type::Names => json!({"anyOf": [name(), {"type": "array", "items": name()}]}),
        // A date of TOML's own, one with a time, or text.
        Type::Date => json!({"anyOf": [
            {"type": "string", "format": "date"},
            {"type": "string", "format": "date-time"},
            {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"},
        ]}),
        Type::Number => json!({"type": "number", "minimum": 0}),
        Type::Share => json!({"type": "number", "minimum": 0, "maximum": 1}),
        Type::Count => json!({"type": "integer", "minimum": 0}),
        Type::Flag => json!({"type": "boolean"}),
        Type::OneOf(words) => json!({"enum": words}),
        Type::Table(shape) => table(shape),
        Type::Tables(shape) => json!({"type": "array", "items": table(shape)}),
        Type::Map(inner) => json!({"type": "object", "additionalProperties": value(*inner)}),
        Type::Any => json!({}),
    }
}

fn flat(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
