//! A table of TOML read as a type, with the place of what does not fit.
//!
//! It reads as the `toml` crate does, and says the same of what does not fit. That crate takes its tree apart by value, which
//! the compiler makes anew for each type and for each of its fields: half a megabyte of the program, where this is a tenth of it.

use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_spanned::de::{SpannedDeserializer, is_spanned};
use std::fmt::{self, Display};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use toml_datetime::de::{DatetimeDeserializer, is_datetime};

/// What does not fit, and where.
#[derive(Debug)]
pub(super) struct Misfit(Box<Said>);

#[derive(Debug)]
struct Said {
    message: String,
    at: Option<Range<usize>>,
}

impl Misfit {
    pub fn message(&self) -> &str {
        &self.0.message
    }

    pub fn span(&self) -> Option<Range<usize>> {
        self.0.at.clone()
    }

    /// The innermost place is the one that helps.
    fn within(mut self, at: Range<usize>) -> Self {
        self.0.at.get_or_insert(at);
        self
    }
}

impl Error for Misfit {
    fn custom<T: Display>(message: T) -> Self {
        Self(Box::new(Said { message: message.to_string(), at: None }))
    }
}

impl From<toml::de::Error> for Misfit {
    fn from(error: toml::de::Error) -> Self {
        Self(Box::new(Said { message: error.message().to_owned(), at: error.span() }))
    }
}

impl Display for Misfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.message)
    }
}

impl std::error::Error for Misfit {}

/// Reads a file's table.
pub(super) fn read<'de, T: Deserialize<'de>>(table: &Spanned<DeTable<'_>>) -> Result<T, Misfit> {
    T::deserialize(Table(table.get_ref())).map_err(|misfit| misfit.within(table.span()))
}

/// A file's table.
struct Table<'a>(&'a DeTable<'a>);

impl<'de> Deserializer<'de> for Table<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_map(Entries::of(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A value somewhere below.
#[derive(Clone, Copy)]
struct Value<'a>(&'a Spanned<DeValue<'a>>);

impl Value<'_> {
    fn number(self) -> Option<i64> {
        let number = self.0.get_ref().as_integer()?;
        i64::from_str_radix(number.as_str(), number.radix()).ok()
    }

    /// What was looked for, unless this is something else.
    fn fit<T>(self, found: Option<T>, expected: &dyn Expected) -> Result<T, Misfit> {
        found.ok_or_else(|| self.unfit(expected))
    }

    #[cold]
    #[inline(never)]
    fn unfit(self, expected: &dyn Expected) -> Misfit {
        let unexpected = match self.0.get_ref() {
            DeValue::String(text) => Unexpected::Str(text),
            DeValue::Integer(_) => match self.number() {
                Some(number) => Unexpected::Signed(number),
                None => return Misfit::custom("integer number overflowed"),
            },
            DeValue::Float(number) => {
                Unexpected::Float(number.as_str().parse().unwrap_or_default())
            }
            DeValue::Boolean(yes) => Unexpected::Bool(*yes),
            DeValue::Array(_) => Unexpected::Seq,
            DeValue::Datetime(_) | DeValue::Table(_) => Unexpected::Map,
        };
        Misfit::invalid_type(unexpected, expected)
    }
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0.get_ref() {
            DeValue::String(text) => visitor.visit_str(text),
            DeValue::Integer(_) => self.deserialize_i64(visitor),
            DeValue::Float(_) => self.deserialize_f64(visitor),
            DeValue::Boolean(yes) => visitor.visit_bool(*yes),
            DeValue::Datetime(day) => visitor.visit_map(DatetimeDeserializer::new(*day)),
            DeValue::Array(values) => visitor.visit_seq(Values(values.iter())),
            DeValue::Table(table) => visitor.visit_map(Entries::of(table)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let yes = self.fit(self.0.get_ref().as_bool(), &visitor)?;
        visitor.visit_bool(yes)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let number = self.fit(self.number(), &visitor)?;
        visitor.visit_i64(number)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.0.get_ref().is_integer() {
            return self.deserialize_i64(visitor);
        }
        let number = self.0.get_ref().as_float().and_then(|number| number.as_str().parse().ok());
        let number = self.fit(number, &visitor)?;
        visitor.visit_f64(number)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let text = self.fit(self.0.get_ref().as_str(), &visitor)?;
        visitor.visit_str(text)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let values = self.fit(self.0.get_ref().as_array(), &visitor)?;
        visitor.visit_seq(Values(values.iter()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let table = self.fit(self.0.get_ref().as_table(), &visitor)?;
        visitor.visit_map(Entries::of(table))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0.get_ref() {
            _ if is_spanned(name) => {
                visitor.visit_map(SpannedDeserializer::new(self, self.0.span()))
            }
            DeValue::Datetime(day) if is_datetime(name) => {
                visitor.visit_map(DatetimeDeserializer::new(*day))
            }
            DeValue::Table(table) if !is_datetime(name) => visitor.visit_map(Entries::of(table)),
            _ => Err(self.unfit(&visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0.get_ref() {
            DeValue::String(text) => visitor.visit_enum(StrDeserializer::new(text)),
            _ => Err(Misfit::custom("wanted string or table")),
        }
    }

    // A key that is not there is the `None`.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u16 u128 f32 char bytes byte_buf unit unit_struct tuple_struct identifier
    }
}

impl IntoDeserializer<'_, Misfit> for Value<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A key, which may be asked for with its place.
struct Key<'a>(&'a Spanned<DeString<'a>>);

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_str(self.0.get_ref())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        if is_spanned(name) {
            let text = self.0.get_ref().as_ref();
            return visitor.visit_map(SpannedDeserializer::new(text, self.0.span()));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_enum(StrDeserializer::new(self.0.get_ref()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// The values of a list.
struct Values<'a>(std::slice::Iter<'a, Spanned<DeValue<'a>>>);

impl<'de> SeqAccess<'de> for Values<'_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        let Some(value) = self.0.next() else { return Ok(None) };
        let read = seed.deserialize(Value(value));
        read.map(Some).map_err(|misfit| misfit.within(value.span()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of a table.
struct Entries<'a> {
    entries: toml::map::Iter<'a, Spanned<DeString<'a>>, Spanned<DeValue<'a>>>,
    value: Option<&'a Spanned<DeValue<'a>>>,
}

impl<'a> Entries<'a> {
    fn of(table: &'a DeTable<'a>) -> Self {
        Self { entries: table.iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        let read = seed.deserialize(Key(key));
        read.map(Some).map_err(|misfit| misfit.within(key.span()))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let value = self.value.take().expect("its key was asked for");
        seed.deserialize(Value(value)).map_err(|misfit| misfit.within(value.span()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}
