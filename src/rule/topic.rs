//! What rules of a kind can be about. Where a key of a rule file chooses among several things, they are an enum with a word and a
//! meaning each, so that the compiler says where one of them is missing.

/// One of the things that a key of a rule file can choose.
#[derive(Debug)]
pub struct Topic {
    /// The key.
    pub key: &'static str,
    /// The word that chooses it.
    pub word: &'static str,
    /// What is reported, or counted.
    pub says: &'static str,
}

/// An enum of what a key can choose, with the words of rule files.
macro_rules! topics {
    ($(#[doc = $doc:literal])+ $name:ident by $key:literal { $($variant:ident = $word:literal: $says:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $name {
            $(#[doc = $says] $variant,)+
        }

        impl $name {
            /// The words of rule files, in their order.
            pub(super) const WORDS: &'static [&'static str] = &[$($word),+];

            /// The words, with what they mean.
            pub(super) const TOPICS: &'static [$crate::rule::topic::Topic] =
                &[$($crate::rule::topic::Topic { key: $key, word: $word, says: $says }),+];

            /// What a rule chooses; `None` where it says nothing.
            pub(super) fn chosen(layers: &$crate::rule::layers::Layers<'_>) -> Option<Self> {
                match &*layers.text($key)?.value {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

pub(super) use topics;
