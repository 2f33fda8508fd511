import Foundation
import OpsCore

/// An answer as it came off the socket.
struct RawAnswer {
    let text: String
    let status: Int
    private let headers: [String: String]
    private let body: String

    init(_ text: String) {
        self.text = text
        let parts = text.components(separatedBy: "\r\n\r\n")
        let lines = (parts.first ?? "").components(separatedBy: "\r\n")
        status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
        headers = lines.dropFirst().reduce(into: [:]) { headers, line in
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { return }
            headers[pair[0].lowercased()] = pair[1].trimmingCharacters(in: .whitespaces)
        }
        body = parts.dropFirst().joined(separator: "\r\n\r\n")
    }

    /// Answers in the text.
    var count: Int { text.matches(of: #/HTTP/1\.1 \d\d\d /#).count }

    subscript(_ header: String) -> String? { headers[header] }

    func problem() throws -> Problem { try OpsJSON.decoder().decode(Problem.self, from: Data(body.utf8)) }
}
