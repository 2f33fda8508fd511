import HTTPTypes
import Hummingbird
import OpsCore

/// Jobs of the caller's tenant (CONTRACT row B5).
enum JobController {
    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/v1/jobs") { _, context in try JSONResponse.make(await operations.jobs(of: context.caller)) }
        book.get("/v1/jobs/{id}") { _, context in
            try JSONResponse.make(
                await operations.job(id: PathParameter.text("id", context), by: context.caller))
        }
        book.post("/v1/jobs") { body, request, context in
            let submitted = try JSONBody.decode(JobRequest.self, from: body, of: request)
            let job = try await operations.submitJob(submitted, by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(job, status: .accepted, headers: [.location: "/v1/jobs/\(job.id)"])
        }
        book.post("/v1/jobs/{id}/cancel") { _, _, context in
            let job = try await operations.cancelJob(
                id: PathParameter.text("id", context), by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(job)
        }
    }
}
