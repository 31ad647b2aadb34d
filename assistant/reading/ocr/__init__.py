"""Pictures of text become words with their places, on the processor, by networks that packages carry."""
