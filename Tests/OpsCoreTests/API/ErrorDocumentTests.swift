import Foundation
import OpsCore
import Testing

/// The taxonomy: complete, consistent, and as CONTRACT.md lists it.
@Suite struct ErrorDocumentTests {
    @Test(arguments: ProblemCode.allCases) func everyCodeSaysWhatWhyAndWhatToDo(_ code: ProblemCode) {
        let advice = code.advice
        #expect(advice.cause != "\(code.title).", "no advice of its own")
        for text in [code.title, advice.cause, advice.remedy, advice.example] { #expect(text.count > 10) }
        #expect(code.statuses.first == code.status)
        #expect(code.statuses.allSatisfy { (400...599).contains($0) })
        let isUnavailable = code.status == 429 || code.status == 503
        #expect(!isUnavailable || code.retryAfterSeconds != nil)
    }

    @Test func theCodesAreThoseOfTheContract() {
        let listed = """
            VALIDATION_FAILED UNAUTHENTICATED KEY_REVOKED FORBIDDEN KEY_PAUSED ORIGIN_NOT_ALLOWED NO_ACCESS_AUTHORITY
            NEEDS_SECOND_OPERATOR HOST_NOT_ALLOWED RESOURCE_NOT_FOUND METHOD_NOT_ALLOWED UNSUPPORTED_MEDIA_TYPE
            REQUEST_TIMEOUT RATE_LIMIT_EXCEEDED QUEUE_FULL BUDGET_EXCEEDED EGRESS_DENIED IDEMPOTENCY_CONFLICT INTERLOCKED
            POSITION_REACHED COMMAND_IN_EXECUTION ALREADY_SELECTED NOT_SELECTED STATE_CHANGED LOCAL_MODE TIME_LIMIT_OVER
            CONDITION_ACTIVE BROKER_DOWN DEVICE_OFFLINE STALE_STATE BREAKER_OPEN OVERLOADED DEGRADED UPSTREAM_TIMEOUT
            INTERNAL_ERROR
            """
        let names = listed.split { $0 == " " || $0 == "\n" }.map(String.init)
        #expect(Set(names) == Set(ProblemCode.allCases.map(\.rawValue)))
    }

    @Test func aStatusThatDoesNotBelongIsNotTaken() {
        #expect(Refusal(.validationFailed, "x").status == 422)
        #expect(Refusal.unreadable("x").status == 400)
        #expect(Refusal(.validationFailed, "x", status: 503).status == 422)
        #expect(Problem(.unreadable("x"), requestID: "r").status == 400)
    }

    @Test func theDocumentIsGenerated() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/errors.md")
        if ProcessInfo.processInfo.environment["OPSTUI_WRITE_DOCS"] != nil {
            try ProblemPage.markdown().write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == ProblemPage.markdown())
    }
}
