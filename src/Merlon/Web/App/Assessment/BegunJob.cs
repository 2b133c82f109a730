using System.Text;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>202: what was asked for is being made by a job; where to watch it is said.</summary>
sealed class BegunJob(Job job) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status202Accepted;
        httpContext.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await httpContext.Response.WriteAsync(JsonText.Line(json => JobApi.Write(json, job)), Encoding.UTF8, httpContext.RequestAborted);
    }
}
