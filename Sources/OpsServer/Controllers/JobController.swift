import HTTPTypes
import Hummingbird
import OpsCore

/// Jobs of the caller's tenant (CONTRACT row B5).
enum JobController {
    /// Names in a job's input, and characters of each name and value.
    private static let inputLimit = 20
    private static let textLimit = 2000

    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/v1/jobs") { _, context in try JSONResponse.make(await operations.jobs(of: context.caller)) }
        book.get("/v1/jobs/{id}") { _, context in
            try JSONResponse.make(
                await operations.job(id: PathParameter.text("id", context), by: context.caller))
        }
        book.post("/v1/jobs") { body, request, context in
            let submitted = try validated(JSONBody.decode(JobRequest.self, from: body, of: request))
            let job = try await operations.submitJob(submitted, by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(job, status: .accepted, headers: [.location: "/v1/jobs/\(job.id)"])
        }
        book.post("/v1/jobs/{id}/cancel") { _, _, context in
            let job = try await operations.cancelJob(
                id: PathParameter.text("id", context), by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(job)
        }
    }

    private static func validated(_ request: JobRequest) throws -> JobRequest {
        let isSmall = request.input.count <= inputLimit && request.kind.count <= textLimit
        guard isSmall, request.input.allSatisfy({ $0.key.count <= textLimit && $0.value.count <= textLimit }) else {
            throw Refusal(
                .validationFailed, "`input` may have \(inputLimit) members of \(textLimit) characters each.")
        }
        return request
    }
}
