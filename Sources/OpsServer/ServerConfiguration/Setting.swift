/// One setting: its names in every source, and what it does to the configuration.
public struct Setting: Sendable {
    /// In the environment and in `.env`; `<NAME>_FILE` names a file that holds the value.
    public let name: String
    /// In `config.yaml`, sections separated by dots.
    public let path: String
    /// The long option without dashes; nil where there is none. A secret never has one.
    public let flag: String?
    /// True where the value is hidden wherever it could be shown.
    public let isSecret: Bool
    /// Puts the text into the configuration; throws ``SettingError``.
    let apply: @Sendable (inout ServerConfiguration, SettingText) throws -> Void
    /// The value in force, for a person; empty where unset.
    let show: @Sendable (ServerConfiguration) -> String

    init(
        _ name: String, path: String, flag: String? = nil, secret: Bool = false,
        show: @escaping @Sendable (ServerConfiguration) -> String,
        apply: @escaping @Sendable (inout ServerConfiguration, SettingText) throws -> Void
    ) {
        self.name = name
        self.path = path
        self.flag = flag
        isSecret = secret
        self.show = show
        self.apply = apply
    }
}

/// A setting's text, and where relative paths in it start.
struct SettingText: Sendable {
    var text: String
    var directory: String

    /// The text as an absolute path.
    var path: String { text.hasPrefix("/") ? text : "\(directory)/\(text)" }

    /// A comma-separated list without its empty members.
    var list: [String] {
        text.split(separator: ",").map { String($0.trimmingBlanks) }.filter { !$0.isEmpty }
    }
}

/// What was expected instead; the loader adds the place. Never holds the value of a secret.
struct SettingError: Error {
    var expected: String
}

extension Substring {
    /// Without blanks at either end.
    var trimmingBlanks: Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
