/// What is wrong with a theme, with the place and what was expected there.
struct ThemeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, or the theme's name where there is no file.
    var file: String
    /// Counted from 1; nil where it is about the whole file.
    var line: Int?
    var message: String

    /// `file:line: message`, as compilers say it.
    var description: String {
        line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}
