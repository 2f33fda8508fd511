import Foundation

/// A form as a request's body bears it (WHATWG URL, application/x-www-form-urlencoded).
enum FormText {
    static func encode(_ form: [(String, String)]) -> String {
        form.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    private static let plain = CharacterSet(
        charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
}
