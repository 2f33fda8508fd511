import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Reads a JSON body into one of the API's types and says precisely what is wrong with it.
enum JSONBody {
    /// - Throws: ``Refusal`` with `UNSUPPORTED_MEDIA_TYPE` or `VALIDATION_FAILED`; with status 400 for what is no JSON.
    static func decode<Value: Decodable>(_ type: Value.Type, from body: ByteBuffer, of request: Request) throws -> Value
    {
        guard body.readableBytes > 0 else {
            throw Refusal(.validationFailed, "A JSON body is needed.")
        }
        guard isJSON(request.headers[.contentType]) else {
            throw Refusal(.unsupportedMediaType, "Send the body as application/json.")
        }
        do {
            return try OpsJSON.decoder().decode(type, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            throw refusal(for: error)
        }
    }

    private static func isJSON(_ contentType: String?) -> Bool {
        guard let essence = contentType?.split(separator: ";").first else { return false }
        let name = essence.lowercased().filter { $0 != " " && $0 != "\t" }
        return name == "application/json" || (name.hasPrefix("application/") && name.hasSuffix("+json"))
    }

    private static func refusal(for error: DecodingError) -> Refusal {
        switch error {
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            Refusal.unreadable("The body could not be read as JSON.")
        case .dataCorrupted(let context):
            Refusal(.validationFailed, "`\(path(context.codingPath))` has a value that is not allowed.")
        case .keyNotFound(let key, let context):
            Refusal(.validationFailed, "`\(path(context.codingPath + [key]))` is missing.")
        case .typeMismatch(let type, let context):
            Refusal(.validationFailed, "`\(path(context.codingPath))` must be \(word(for: type)).")
        case .valueNotFound(let type, let context):
            Refusal(.validationFailed, "`\(path(context.codingPath))` must be \(word(for: type)), not null.")
        @unknown default:
            Refusal(.validationFailed, "The body is not what this route takes.")
        }
    }

    /// Where in the body, as the client wrote it: names in snake case, cleaned and short.
    private static func path(_ keys: [any CodingKey]) -> String {
        if keys.isEmpty { return "body" }
        let text = keys.map { key in key.intValue.map(String.init) ?? snakeCase(key.stringValue) }
        return SafeText.clean(text.joined(separator: "."), limit: 80)
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
    }

    private static func word(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is Double.Type: "a number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }
}
