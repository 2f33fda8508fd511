import Foundation

/// What a run of the tests leaves for the search of its logs: OPSTUI_TEST_LOGS names a directory, where it is set.
///
/// Tests note each secret and personal datum that they send; the logs of their servers are kept; `scripts/run-tests`
/// then looks for the one in the other.
public enum TestLogs {
    private static let directory = ProcessInfo.processInfo.environment["OPSTUI_TEST_LOGS"]

    /// Shorter texts are found everywhere by chance.
    private static let shortestSecret = 8

    /// Notes texts that no log may hold.
    public static func note(_ secrets: String?...) { note(secrets.compactMap(\.self)) }

    /// Notes texts that no log may hold.
    public static func note(_ secrets: [String]) {
        guard let directory else { return }
        let lines = secrets.filter { $0.utf8.count >= shortestSecret && !$0.contains("\n") }.map { $0 + "\n" }
        append(Data(lines.joined().utf8), to: "\(directory)/secrets/\(ProcessInfo.processInfo.processIdentifier)")
    }

    /// Notes the values of `NAME=value` and `NAME=holder:value,holder:value`.
    public static func note(settings: [String]) {
        for line in settings {
            let value = line.drop { $0 != "=" }.dropFirst()
            note(value.split(separator: ",").map { String($0.split(separator: ":").last ?? $0) })
        }
    }

    /// Notes what stands in headers that bear keys.
    public static func note(headers: [(String, String)]) {
        let bearers = ["x-api-key", "x-admin-key", "authorization"]
        note(
            headers.filter { bearers.contains($0.0.lowercased()) }.map { String($0.1.split(separator: " ").last ?? "") }
        )
    }

    /// Keeps a copy of a server's log before its place goes.
    public static func keep(_ path: String) {
        guard let directory, let text = FileManager.default.contents(atPath: path), !text.isEmpty else { return }
        append(text, to: "\(directory)/logs/\(UUID().uuidString)-\((path as NSString).lastPathComponent)")
    }

    /// Keeps every log below a directory.
    public static func keepAll(below place: String) {
        guard directory != nil, let files = FileManager.default.enumerator(atPath: place) else { return }
        for case let name as String in files where name.hasSuffix(".log") { keep("\(place)/\(name)") }
    }

    private static func append(_ bytes: Data, to path: String) {
        let parent = (path as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try? handle.write(contentsOf: bytes)
    }
}
