using System.Globalization;
using System.Security.Cryptography;
using Merlon.Documents;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.Net.Http.Headers;

namespace Merlon.Web.App.Assessment;

/// <summary>Sign-offs: made by approvers, listed, verified against the files as they are, withdrawn by a new record, exported.</summary>
static class SignOffRoutes
{
    /// <summary>Where sign-offs are listed.</summary>
    public const string Address = "/assessment/sign-offs";

    const string ApiAddress = "/api/v1/sign-offs";

    /// <summary>Longest statement, in characters.</summary>
    public const int StatementCharsMax = 2_000;

    /// <summary>Longest name or role, in characters.</summary>
    public const int NameCharsMax = 200;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, OrganisationDesk desk)
    {
        var served = desk.Served;
        var api = routes.MapGroup(ApiAddress).WithTags("Sign-offs");
        api.MapGet("", (Paging paging) => Answer.Page(paging, Newest(served), SignOffJson.Write)).For(TeamRole.Viewer).WithName("ListSignOffs").WithSummary("Every sign-off of the journal, newest first.");
        api.MapPost("", (SignRequest request, HttpContext context, JobBoard board) => Accepted(Begin(desk, request, context.Caller(), board))).For(TeamRole.Approver)
            .Refuses(412).WithName("Sign").WithSummary("Assesses, records and signs off: a job, whose result is the sign-off's address. A key is used and not kept.");
        api.MapGet("/{number:long}", (long number) => Answer.Json(json => SignOffJson.Write(json, Find(served, number)))).For(TeamRole.Viewer).WithName("GetSignOff").WithSummary("A sign-off with its inputs and their hashes.");
        api.MapGet("/{number:long}/file", (long number) => FileOf(Find(served, number))).For(TeamRole.Viewer).WithName("ExportSignOff").WithSummary("signoff.json, as merlon sign writes it and merlon verify reads it.");
        api.MapGet("/{number:long}/verify", async (long number, HttpContext context) =>
        {
            Find(served, number);
            var verdict = await VerifyAsync(served, AssessmentAsked.Of(context.Request.Query), number, record: null, publicKey: null, context.RequestAborted);
            return Answer.Json(json => SignOffJson.Write(json, verdict, isLookedAt: true));
        }).For(TeamRole.Viewer).AsAsked().WithName("VerifySignOff").WithSummary("What became of a sign-off: its record, its signature, its inputs and outputs, and what moved since.");
        api.MapPost("/verify", async (VerifyWanted wanted, HttpContext context) =>
        {
            var record = SignOffRecord.TryRead(System.Text.Encoding.UTF8.GetBytes(wanted.SignOff)) ?? throw new InvalidDataException("signOff takes the text of a signoff.json that this Merlon knows: merlon sign writes one");
            var verdict = await VerifyAsync(served, AssessmentAsked.Of(context.Request.Query), number: null, record, string.IsNullOrWhiteSpace(wanted.PublicKey) ? null : wanted.PublicKey, context.RequestAborted);
            return Answer.Json(json => SignOffJson.Write(json, verdict, isLookedAt: true));
        }).For(TeamRole.Viewer).AskingOnly().AsAsked().WithName("VerifySentSignOff").WithSummary("The same for a signoff.json that is sent, and a key that has to have signed, as `merlon verify --signoff --public-key`.");
        api.MapPost("/{number:long}/withdraw", (long number, EndRequest request, HttpContext context) =>
        {
            var decision = Withdraw(served, number, request.Reason, context.Caller());
            return Answer.Json(json => DecisionApi.Write(json, decision, desk.Today));
        }).For(TeamRole.Approver).WithName("WithdrawSignOff").WithSummary("Says that a sign-off does not stand any more: a new record; the sign-off itself stays.");
        routes.MapGet(Address, context => Page<SignOffsPage>("Sign-offs", ("SignOffs", Newest(served)), ("Decisions", served.Team.Decisions())).AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet(Address + "/{number:long}", (long number, HttpContext context) => OneAsync(desk, number, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Address, context => PostAsync(desk, context)).For(TeamRole.Approver).ExcludeFromDescription();
        routes.MapPost(Address + "/{number:long}/withdraw", async (long number, HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            Withdraw(served, number, form["reason"].ToString(), context.Caller());
            See(context, $"{Address}/{number}");
        }).For(TeamRole.Approver).ExcludeFromDescription();
    }

    /// <summary>What a decision about a sign-off is about.</summary>
    public static string SubjectOf(long number) => string.Create(CultureInfo.InvariantCulture, $"sign-off:{number}");

    static SignOffRecord[] Newest(ServedWorkspace served) => [.. served.Read(static workspace => workspace.ListSignOffs()).Reverse()];

    static SignOffRecord Find(ServedWorkspace served, long number)
        => Newest(served).FirstOrDefault(record => record.Number == number) ?? throw new ProblemException(404, "There is no such sign-off", "Nobody has signed under this number");

    static AppPage Page<TComponent>(string title, params (string, object?)[] parameters)
        where TComponent : Microsoft.AspNetCore.Components.IComponent
        => AppPage.Of<TComponent>(title, "assessment", parameters) with { Styles = ["guide.css"], Scripts = ["guide-job.js"], ScriptTexts = ["guide-script"] };

    static async Task OneAsync(OrganisationDesk desk, long number, HttpContext context)
    {
        var record = Find(desk.Served, number);
        var verdict = context.Request.Query.ContainsKey("verify") ? await VerifyAsync(desk.Served, AssessmentAsked.Of("", ""), number, record: null, publicKey: null, context.RequestAborted) : null;
        await Page<SignOffPage>($"Sign-off {number}", ("Record", record), ("Verdict", verdict), ("Decisions", desk.Served.Team.Decisions())).AnswerAsync(context);
    }

    static async Task PostAsync(OrganisationDesk desk, HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        SignRequest request = new(form["by"].ToString(), form["role"].ToString(), form["statement"].ToString(), Some(form["key"].ToString()), Some(form["passphrase"].ToString()), Some(form["tag"].ToString()));
        var job = Begin(desk, request, context.Caller(), context.RequestServices.GetRequiredService<JobBoard>());
        if (context.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal))
        {
            await Accepted(job).ExecuteAsync(context);
            return;
        }

        await job.EndAsync(context.RequestAborted);
        See(context, job.State == JobState.Done ? Address + job.Outcome[ApiAddress.Length..] : throw new InvalidDataException(job.Outcome));
    }

    static Job Begin(OrganisationDesk desk, SignRequest request, Caller caller, JobBoard board)
    {
        var (by, role, statement) = (Bounded(request.By, NameCharsMax, "the name"), Bounded(request.Role, NameCharsMax, "the role"), Bounded(request.Statement, StatementCharsMax, "the statement"));
        if (by.Length == 0)
        {
            throw new InvalidDataException("a sign-off names who signs");
        }

        var current = desk.Read();
        if (request.Tag is { } tag && !string.Equals(tag.Trim('"'), current.Tag, StringComparison.Ordinal))
        {
            throw new ProblemException(412, "The organisation was changed since you looked", "Look at the review again: what you would sign is not what you saw");
        }

        // Who signs is who is signed in; another name stands beside it, never instead.
        var signer = caller.Name.Length == 0 || string.Equals(by, caller.Name, StringComparison.Ordinal) ? by : $"{by} (signed in as {caller.Name})";
        var assess = AssessmentAsked.Of(request.AsOf, request.Release).RequestIn(desk.Served.Settings, record: true);
        SignOffRequest sign = new(assess, signer, SignedOutput.Of) { Role = role, Note = statement, PrivateKey = request.Key, Passphrase = request.Passphrase };
        return board.Begin("sign-off", "Sign-off", caller, async (progress, cancellation) =>
        {
            await desk.Served.StandingAsync(cancellation); // logs and rules that changed are read while others may write
            var signed = await desk.Served.WriteAsync(workspace => workspace.SignAsync(sign, progress, cancellation), cancellation);
            return signed.Value is { } record ? $"{ApiAddress}/{record.Number}" : throw new InvalidDataException(signed.Diagnostics.FirstOrDefault(static d => d.Severity == Severity.Error)?.Message ?? "the assessment cannot be made");
        });
    }

    static IResult Accepted(Job job) => Results.Text(JsonText.Line(json => JobApi.Write(json, job)), "application/json; charset=utf-8", statusCode: StatusCodes.Status202Accepted);

    static IResult FileOf(SignOffRecord record)
    {
        using var bytes = new MemoryStream();
        record.Write(bytes);
        EntityTagHeaderValue tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).AsSpan(0, 12))}\"");
        return Results.File(bytes.ToArray(), "application/json", string.Create(CultureInfo.InvariantCulture, $"signoff-{record.Number}.json"), entityTag: tag);
    }

    static async Task<SignOffVerdict> VerifyAsync(ServedWorkspace served, AssessmentAsked asked, long? number, SignOffRecord? record, string? publicKey, CancellationToken cancellationToken)
    {
        VerifyRequest verify = new(asked.RequestIn(served.Settings, record: false), number, record, publicKey, SignedOutput.Of);
        var read = await served.ReadAsync(workspace => workspace.VerifyAsync(verify, progress: null, cancellationToken));
        return read.Value ?? throw new InvalidDataException(read.Diagnostics.FirstOrDefault(static d => d.Severity == Severity.Error)?.Message ?? "the sign-off cannot be verified");
    }

    static Decision Withdraw(ServedWorkspace served, long number, string reason, Caller caller)
    {
        Find(served, number);
        return served.Team.Decisions().Any(decision => decision.Kind == DecisionKind.Withdraw && decision.Subject == SubjectOf(number))
            ? throw new InvalidDataException("the sign-off was withdrawn already")
            : served.Team.Decide(SubjectOf(number), DecisionKind.Withdraw, reason.Trim(), until: null, OrganisationDesk.AuthorOf(caller));
    }

    static void See(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
    }

    static string Bounded(string? text, int charsMax, string what)
        => (text ?? "").Trim() is var trimmed && trimmed.Length <= charsMax ? trimmed : throw new InvalidDataException($"{what} has at most {charsMax} characters");

    static string? Some(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>A sign-off to be made.</summary>
/// <param name="By">Who signs.</param>
/// <param name="Role">In which role.</param>
/// <param name="Statement">In their own words.</param>
/// <param name="Key">A private key as PEM; it is used and not kept.</param>
/// <param name="Passphrase">What the key is encrypted with.</param>
/// <param name="Tag">Tag of the organisation file that was looked at: another one refuses the sign-off.</param>
/// <param name="AsOf">The day to speak of; today otherwise.</param>
/// <param name="Release">A release that is in the workspace, or <c>published</c>; the one in use otherwise.</param>
sealed record SignRequest(string By, string? Role, string? Statement, string? Key, string? Passphrase, string? Tag, string? AsOf = null, string? Release = null);

/// <summary>A sign-off that somebody has as a file.</summary>
/// <param name="SignOff">The text of <c>signoff.json</c>.</param>
/// <param name="PublicKey">The key that has to have signed, as PEM; any otherwise.</param>
sealed record VerifyWanted(string SignOff, string? PublicKey);
