"""Archives that are neither ZIP nor tar: their headers and lists of members."""
