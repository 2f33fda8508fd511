import Foundation
import OpsMetrics

/// What a scrape shows of who it is. The files are read at each scrape, so that a new secret needs no reload; what they
/// hold is never logged, nor part of an error.
struct ScrapeCredentials: Sendable {
    /// Bytes of a file at most.
    private static let limit = 64 << 10

    let access: ScrapeAccess?
    /// Where relative paths start.
    let directory: String

    /// The header `Authorization`; nil where none is asked for.
    ///
    /// - Throws: ``ScrapeFailure`` where a file cannot be used.
    func header() throws(ScrapeFailure) -> String? {
        switch access {
        case nil: return nil
        case .basic(let username, let file):
            let password = try file.map { file throws(ScrapeFailure) in try secret(in: file) } ?? ""
            return "Basic " + Data("\(username):\(password)".utf8).base64EncodedString()
        case .authorization(let type, let file): return "\(type) \(try secret(in: file))"
        }
    }

    private func secret(in file: String) throws(ScrapeFailure) -> String {
        let path = ScrapePath.absolute(file, in: directory)
        guard let bytes = ScrapePath.read(path, limit: Self.limit), let text = String(validating: bytes, as: UTF8.self)
        else { throw ScrapeFailure("the credentials in \(path) cannot be read") }
        let secret = String(text.reversed().drop { $0.isWhitespace }.reversed())
        // A header of several lines would be another request.
        guard secret.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw ScrapeFailure("the credentials in \(path) have a control character in them")
        }
        return secret
    }
}
