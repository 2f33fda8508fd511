import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Reads a JSON body into one of the API's types and says precisely what is wrong with it.
///
/// The body is read strictly (``JSONReader``), held against the schema that the document gives, and only then decoded: a
/// body that the document describes is taken, any other is refused with the name of the member.
enum JSONBody {
    /// - Throws: ``Refusal`` with `UNSUPPORTED_MEDIA_TYPE` or `VALIDATION_FAILED`; with status 400 for what is no JSON.
    static func decode<Value: InboundBody>(_ type: Value.Type, from body: ByteBuffer, of request: Request) throws
        -> Value
    {
        guard body.readableBytes > 0 else {
            throw Refusal(.validationFailed, "A JSON body is needed.")
        }
        guard isJSON(request.headers[.contentType]) else {
            throw Refusal(.unsupportedMediaType, "Send the body as application/json, in UTF-8.")
        }
        try check(Array(body.readableBytesView), type)
        do {
            return try OpsJSON.decoder().decode(type, from: Data(body.readableBytesView))
        } catch {
            // What the schema lets through and the type does not: the schema says too little.
            throw Refusal(.validationFailed, "The body is not what this route takes; see /openapi.json.")
        }
    }

    private static func check<Value: InboundBody>(_ bytes: [UInt8], _ type: Value.Type) throws {
        let tree: JSONTree
        do {
            tree = try JSONReader.read(bytes)
        } catch {
            throw Refusal.unreadable("The body could not be read as JSON: \(error.reason) (byte \(error.offset)).")
        }
        let schema = Schema.named(SchemaCatalogue.name(of: type))
        if let fault = APISchemas.shared.check.fault(of: tree, against: schema) {
            throw Refusal(.validationFailed, fault.text(root: "body"))
        }
    }

    /// `application/json` or `application/*+json`, in UTF-8 where a charset is named.
    private static func isJSON(_ contentType: String?) -> Bool {
        let parts = (contentType ?? "").lowercased().split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.filter { $0 != " " && $0 != "\t" } }
        guard let name = parts.first,
            name == "application/json" || (name.hasPrefix("application/") && name.hasSuffix("+json"))
        else { return false }
        let charsets = parts.dropFirst().filter { $0.hasPrefix("charset=") }
        return charsets.allSatisfy { $0.filter { $0 != "\"" } == "charset=utf-8" }
    }
}
