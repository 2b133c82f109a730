using Merlon.Web.App.Assessment;
using Merlon.Web.Serving;

namespace Merlon.Web.Api;

/// <summary>The answer of a request for something that may take long.</summary>
static class WorkAnswer
{
    /// <summary>What was worked out, when it is there in time; else 202 with the job, so that the caller asks again when it is done.</summary>
    /// <param name="work">The work.</param>
    /// <param name="context">The request, with how long it would wait.</param>
    /// <param name="answer">Answers with what was worked out.</param>
    public static async Task<IResult> AnswerAsync<T>(this Work<T> work, HttpContext context, Func<T, IResult> answer)
        where T : class
        => await work.WaitAsync(context) is { } made ? answer(made) : new BegunJob(work.Job);
}
