import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore
import ServiceLifecycle

/// Valves and their actuation (CONTRACT row C1; VALVES.md, "The command's life").
enum ValveController {
    /// The longest wait for an outcome, also of the default action.
    static let longestWait = 60

    static func register(in book: RouteBook) {
        let services = book.services
        let operations = services.operations
        book.get("/valves") { _, _ in try JSONResponse.make(await operations.valves()) }
        book.get("/valves/{id}") { _, context in
            try JSONResponse.make(await operations.valve(id: PathParameter.text("id", context)))
        }
        let limit = services.configuration.requestTimeout + .seconds(longestWait)
        book.post("/valves/{id}/actuate", limit: limit) { body, request, context in
            let wanted = Result { try Actuation(body, request) }
            // A refused actuation counts, one that cannot be read too; `stop` and `safe` alone are free.
            let action = try? wanted.get().request?.action
            let caller = context.caller
            let (policy, address) = context.record.read { ($0.policy, $0.address) }
            if let policy {
                try await RequestLimiter(gatekeeper: services.gatekeeper).admit(
                    caller, at: address, to: policy.limit(for: caller, action: action), context.record)
            }
            return try await actuate(wanted.get(), operations, context)
        }
        book.post("/valves/{id}/select") { body, request, context in
            let caller = context.caller
            let (policy, address) = context.record.read { ($0.policy, $0.address) }
            if let policy {
                try await RequestLimiter(gatekeeper: services.gatekeeper).admit(
                    caller, at: address, to: policy.limit(for: caller), context.record)
            }
            let wanted = try Actuation(body, request)
            guard let selection = wanted.request else {
                throw Refusal(.validationFailed, "Say in the body which action the valve is selected for.")
            }
            let command = try await operations.select(
                valve: PathParameter.text("id", context), selection, idempotencyKey: wanted.idempotencyKey,
                by: context.caller, requestID: context.requestID)
            return try await answer(command, wait: nil, operations, context)
        }
    }

    private static func actuate(
        _ wanted: Actuation, _ operations: any Operations, _ context: OpsRequestContext
    ) async throws -> Response {
        let id = try PathParameter.text("id", context)
        let command: CommandStatus
        if let request = wanted.request {
            command = try await operations.actuate(
                valve: id, request, idempotencyKey: wanted.idempotencyKey, by: context.caller,
                requestID: context.requestID)
        } else {
            command = try await operations.actuateDefault(
                valve: id, idempotencyKey: wanted.idempotencyKey, by: context.caller, requestID: context.requestID)
        }
        return try await answer(
            command, wait: wanted.waitSeconds, saysWait: wanted.request != nil, operations, context)
    }

    /// The command as it is or, where a wait was asked for, as it ends; with its URL.
    static func answer(
        _ command: CommandStatus, wait: Int?, saysWait: Bool = true, _ operations: any Operations,
        _ context: OpsRequestContext
    ) async throws -> Response {
        var command = command
        let location = "/v1/commands/\(command.id)"
        context.record.update { $0.headers[.location] = location }
        guard let wait else { return try CommandOutcome.accepted(command) }
        if !command.state.isFinal {
            // Waiting for a valve is what was asked for, not slowness of this server.
            let start = SystemClock().monotonic
            defer { context.record.update { $0.waited = SystemClock().monotonic.duration(since: start) } }
            command = try await outcome(of: command, within: wait, operations)
        }
        if saysWait {
            context.record.update { $0.headers[.preferenceApplied] = "wait=\(wait)" }
        }
        return try CommandOutcome.answer(command)
    }

    /// Waits for the command's end; a server that stops answers with the command as it is, which goes on without it.
    private static func outcome(
        of command: CommandStatus, within seconds: Int, _ operations: any Operations
    ) async throws -> CommandStatus {
        do {
            return try await cancelWhenGracefulShutdown {
                try await operations.outcome(ofCommand: command.id, within: .seconds(seconds))
            }
        } catch is CancellationError {
            return command
        }
    }
}
