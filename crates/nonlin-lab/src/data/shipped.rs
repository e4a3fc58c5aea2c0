//! The sample tables of `data/`, in the program itself: there is something to try in any folder.

use super::{DataError, Dataset, LoadOptions, Table, understand};

/// A sample table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its name: that of the file without its ending.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Where it lies in the repository.
    pub path: &'static str,
    /// The column that is to be predicted.
    pub target: &'static str,
    /// The CSV text.
    pub csv: &'static [u8],
}

macro_rules! shipped {
    ($($name:literal, $target:literal, $title:literal;)*) => {
        &[$(Shipped {
            name: $name,
            title: $title,
            path: concat!("data/", $name, ".csv"),
            target: $target,
            csv: include_bytes!(concat!("../../../../data/", $name, ".csv")),
        },)*]
    };
}

impl Shipped {
    /// All of them; the first is what the lab takes if nothing is said.
    pub const ALL: &[Self] = shipped! {
        "penguins", "species", "Penguins of three species";
        "wine", "cultivar", "Wines of three cultivars";
        "breast_cancer", "diagnosis", "Cell nuclei, benign or malignant";
        "titanic", "survived", "Passengers of the Titanic";
        "diabetes", "progression", "Diabetes after a year";
    };

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|shipped| shipped.name == name)
    }

    /// The table, understood as `options` say; its own target is predicted if they name none.
    ///
    /// Errors: those of [`Dataset::of`] for the options.
    pub fn dataset(&self, options: &LoadOptions) -> Result<Dataset, DataError> {
        let targets = if options.targets.is_empty() { vec![self.target.to_owned()] } else { options.targets.clone() };
        understand(Table::parse(self.path, self.csv)?, &LoadOptions { targets, ..options.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_what_it_says() {
        for shipped in Shipped::ALL {
            let dataset = shipped.dataset(&LoadOptions::default()).unwrap();
            assert_eq!(dataset.target_names(), [shipped.target]);
            assert!(dataset.rows() > 100, "{}", shipped.name);
        }
    }
}
