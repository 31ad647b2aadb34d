"""Files into documents, passages, sentences and figures."""
