import Foundation

/// Finds the programs of the servers that are started as children.
public enum ProgramFinder {
    /// The path of a program in PATH, the system's sbin directories, or the newest PostgreSQL's bin directory.
    ///
    /// - Throws: `ChildError.programMissing`, which names the Debian package to install.
    public static func require(_ program: String, package: String) throws(ChildError) -> String {
        guard let path = find(program) else { throw .programMissing(program: program, package: package) }
        return path
    }

    /// As `require`, nil where it is missing.
    public static func find(_ program: String) -> String? {
        searchPath().map { "\($0)/\(program)" }.first { isProgram($0) }
    }

    private static func isProgram(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }

    private static func searchPath() -> [String] {
        let named = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return named.filter { $0.hasPrefix("/") } + ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"]
            + postgresDirectories()
    }

    private static func postgresDirectories() -> [String] {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
    }
}
