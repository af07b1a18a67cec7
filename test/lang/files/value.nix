"a file"
