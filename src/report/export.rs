//! [`Export`]: the formats that a document is exported to for other programs, by name.

use super::columns::{Table, table};
use super::{Reading, brat, conllu, ftm, tei, web_annotation};

/// A format for another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Export {
    Conllu,
    WebAnnotation,
    Tei,
    Brat,
    Ftm,
    /// Tables: files of the folder, none of a document's own.
    Parquet,
}

/// Tables that are exported as Parquet; terms need the folder's weights to say anything.
const TABLES: [&str; 6] = [
    "figures", "dates", "entities", "quotes", "sources", "findings",
];

impl Export {
    pub const ALL: [Export; 6] = [
        Export::Conllu,
        Export::WebAnnotation,
        Export::Tei,
        Export::Brat,
        Export::Ftm,
        Export::Parquet,
    ];

    /// What `--format` calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Export::Conllu => "conllu",
            Export::WebAnnotation => "web-annotation",
            Export::Tei => "tei",
            Export::Brat => "brat",
            Export::Ftm => "ftm",
            Export::Parquet => "parquet",
        }
    }

    pub fn from_name(name: &str) -> Option<Export> {
        Export::ALL.into_iter().find(|e| e.name() == name)
    }

    /// The files of one document, the one that matters first: what each name ends in, and its
    /// content.
    pub fn files(self, reading: &Reading) -> Vec<(&'static str, Vec<u8>)> {
        match self {
            Export::Conllu => {
                let id = &reading.analysis.document.id;
                vec![("conllu", conllu::conllu(reading.doc, id).into_bytes())]
            }
            Export::WebAnnotation => {
                vec![("annotations.jsonld", web_annotation::write(reading))]
            }
            Export::Tei => vec![("tei.xml", tei::write(reading))],
            Export::Brat => vec![
                ("ann", brat::annotations(reading).into_bytes()),
                ("txt", brat::text(reading).into_bytes()),
            ],
            Export::Ftm => vec![("ftm.json", ftm::write(reading).into_bytes())],
            Export::Parquet => Vec::new(),
        }
    }

    /// Name and content of the files that a folder needs, whatever documents are in it.
    pub fn folder_files(self) -> Vec<(&'static str, Vec<u8>)> {
        match self {
            Export::Brat => vec![("annotation.conf", brat::configuration().into_bytes())],
            _ => Vec::new(),
        }
    }

    /// The tables of the folder that are written again in this format.
    pub fn tables(self) -> impl Iterator<Item = &'static dyn Table> {
        let names: &[&str] = match self {
            Export::Parquet => &TABLES,
            _ => &[],
        };
        names.iter().filter_map(|name| table(name))
    }
}
