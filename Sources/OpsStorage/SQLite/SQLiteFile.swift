#if canImport(Glibc)
    import Glibc
#endif

/// The file under a SQLite database: made and kept readable by its owner alone.
enum SQLiteFile {
    /// Creates the file with mode 0600, or takes group and others off an existing one. SQLite gives its log the same
    /// mode.
    ///
    /// An existing file is never opened here: closing it would drop the locks that this process may hold on it.
    static func prepare(_ path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
            return
        }
        guard errno == EEXIST else { throw cannotOpen(path, errno) }
        try tighten(path)
    }

    private static func tighten(_ path: String) throws {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { throw cannotOpen(path, errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw StorageError(
                .cannotOpen, operation: "open the database \(path)", cause: "it is not a regular file",
                advice: "Name the file itself in DATABASE_URL.")
        }
        if facts.st_mode & 0o077 != 0, chmod(path, 0o600) != 0 {
            throw StorageError(
                .cannotOpen, operation: "open the database \(path)",
                cause: "others may read it, and its mode cannot be changed (\(String(cString: strerror(errno))))",
                advice: "Give the file to the user who runs opstui.")
        }
    }

    private static func cannotOpen(_ path: String, _ code: Int32) -> StorageError {
        StorageError(
            .cannotOpen, operation: "open the database \(path)", cause: String(cString: strerror(code)),
            advice:
                "The directory must exist and be writable for the user who runs opstui; DATABASE_URL names the file.")
    }
}
