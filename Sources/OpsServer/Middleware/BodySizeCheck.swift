import HTTPTypes
import Hummingbird
import OpsCore

/// Refuses a body whose declared length is over the limit before a byte of it is read (CONTRACT row B2). A body without a
/// declared length is counted while it is read: see ``RequestBodyReader``.
struct BodySizeCheck: Sendable {
    let limitBytes: Int

    /// - Throws: ``Refusal`` with `BODY_TOO_LARGE`; such a body is not read.
    func check(_ request: Request, _ facts: inout RequestRecord.Facts) throws {
        guard let declared = RequestBodyReader.declaredLength(request), declared > limitBytes else { return }
        facts.body = .abandoned
        throw RequestBodyReader.tooLarge(limitBytes)
    }
}
