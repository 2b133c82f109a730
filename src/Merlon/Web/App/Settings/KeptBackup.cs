using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Settings;

/// <summary>A backup that the server keeps.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Bytes">Its size.</param>
public sealed record KeptBackup(string Name, long Bytes)
{
    /// <summary>All of them, newest first.</summary>
    internal static IReadOnlyList<KeptBackup> List(ServedWorkspace served) => [.. BackupApi.List(served).Select(static file => new KeptBackup(file.Name, file.Bytes))];
}

/// <summary>A backup that somebody began.</summary>
/// <param name="Id">Of its job.</param>
/// <param name="State"><c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Trouble">What went wrong; empty while nothing did.</param>
public sealed record BegunBackup(string Id, string State, string Trouble)
{
    /// <summary>Of a job; null for none, and for one of another kind.</summary>
    internal static BegunBackup? Of(Job? job)
        => job is { Kind: BackupApi.JobKind } ? new(job.Id, job.State.ToString().ToLowerInvariant(), job.State == JobState.Failed ? job.Outcome : "") : null;
}
