//! What a term weighs among many documents.

/// Inverse document frequency: ln((1 + N) / (1 + n)) + 1 (Spärck Jones 1972, smoothed), for a term in
/// n of N documents.
pub fn idf(documents: usize, of: usize) -> f64 {
    ((1.0 + of as f64) / (1.0 + documents as f64)).ln() + 1.0
}

/// The weight of a document's term against the folder: its occurrences per thousand words of the
/// document times its inverse document frequency.
pub fn tf_idf(per_million: f64, idf: f64) -> f64 {
    per_million / 1000.0 * idf
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rare_in_the_folder_and_frequent_in_the_document_weighs_most() {
        assert_eq!(idf(3, 3), 1.0);
        assert!(idf(1, 3) > idf(2, 3));
        assert!(tf_idf(2000.0, idf(1, 3)) > tf_idf(2000.0, idf(2, 3)));
        assert!(tf_idf(2000.0, idf(1, 3)) > tf_idf(1000.0, idf(1, 3)));
    }
}
