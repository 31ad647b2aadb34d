"""What the formats of Office programs share: charts, embedded files, and what LibreOffice computes or converts."""
