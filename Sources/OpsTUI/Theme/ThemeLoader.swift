import Foundation

/// Finds themes: the person's own, then the installed ones, then the one inside the program.
enum ThemeLoader {
    /// A theme file is a page of text; more than this is a mistake.
    static let limitBytes = 65_536

    /// Loads the theme of a name.
    ///
    /// - Parameter searchPaths: directories that may hold `NAME.yaml`; the first that does wins.
    /// - Throws: where the theme is not found, cannot be read, or is wrong: the file, the line and what was expected.
    static func load(name: String, searchPaths: [String]) throws(ThemeError) -> Theme {
        guard isName(name) else {
            throw ThemeError(
                file: String(name.prefix(40)), line: nil,
                message: "expected a theme's name: letters, digits, '-' and '_'; not a path")
        }
        let builtIn = try self.builtIn()
        for directory in searchPaths {
            let path = (directory as NSString).appendingPathComponent(name + ".yaml")
            guard FileManager.default.fileExists(atPath: path) else { continue }
            return try ThemeParser.parse(read(path), file: path, base: builtIn)
        }
        if name == builtIn.name { return builtIn }
        let places = searchPaths.isEmpty ? "no directory" : searchPaths.joined(separator: ", ")
        throw ThemeError(file: name, line: nil, message: "no theme of this name in \(places)")
    }

    /// The theme inside the program.
    static func builtIn() throws(ThemeError) -> Theme {
        let text = String(decoding: PackageResources.default_yaml, as: UTF8.self)
        return try ThemeParser.parse(text, file: "the built-in theme", base: nil)
    }

    private static func read(_ path: String) throws(ThemeError) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw ThemeError(file: path, line: nil, message: "cannot be read")
        }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: limitBytes + 1) else {
            throw ThemeError(file: path, line: nil, message: "cannot be read")
        }
        guard data.count <= limitBytes else {
            throw ThemeError(file: path, line: nil, message: "expected at most \(limitBytes) bytes")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ThemeError(file: path, line: nil, message: "expected UTF-8 text")
        }
        return text
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D || byte == 0x5F
            }
    }
}
