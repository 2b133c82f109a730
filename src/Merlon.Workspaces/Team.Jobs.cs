using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

/// <content>Jobs: what servers do in the background, so that any of several can tell how one stands and ask it to stop.</content>
public sealed partial class Team
{
    /// <summary>Most jobs that are remembered; of those that ended the oldest are forgotten first.</summary>
    public const int JobsMax = 200;

    /// <summary>Longest text of a job that is kept, in characters: title, detail, outcome. What is longer is cut.</summary>
    public const int JobTextCharsMax = 2_000;

    /// <summary>Longest text of what a job found so far, in characters; a longer one is left out.</summary>
    public const int JobLiveCharsMax = 32_000;

    const long ForgottenAfterSeconds = 24 * 3_600;

    /// <summary>Adds a job that begins; its server is heard of now.</summary>
    public void Add(TeamJob job) => database.Write((connection, transaction) =>
    {
        JobTable.Insert(database, connection, transaction, Bounded(job));
        JobTable.Forget(database, connection, transaction, JobsMax, ForgottenAfterSeconds);
        return true;
    });

    /// <summary>A job, or null.</summary>
    public TeamJob? FindJob(string id) => database.Read(connection => JobTable.Find(database, connection, id));

    /// <summary>The newest job about a subject, or null.</summary>
    public TeamJob? FindJobAbout(string subject) => database.Read(connection => JobTable.FindAbout(database, connection, subject));

    /// <summary>Jobs, newest first.</summary>
    public IReadOnlyList<TeamJob> Jobs() => database.Read(connection => JobTable.List(database, connection, JobsMax));

    /// <summary>Says that the server of a job is alive, and how far it is.</summary>
    /// <returns>Who asked to stop it; empty for nobody, null for a job that has ended or is not there.</returns>
    public string? SeeJob(TeamJob job) => database.Write((connection, transaction) => JobTable.See(database, connection, transaction, Bounded(job)));

    /// <summary>Asks the server of a job to stop it; false where it has ended.</summary>
    public bool AskToCancelJob(string id, string by) => database.Write((connection, transaction) => JobTable.Cancel(connection, transaction, id, Shown(by, Person.NameCharactersMax)));

    /// <summary>Ends a job that runs; false where it had ended already.</summary>
    public bool EndJob(TeamJob job) => database.Write((connection, transaction) => JobTable.End(connection, transaction, Bounded(job)));

    static TeamJob Bounded(TeamJob job) => job with
    {
        Title = Shown(job.Title, JobTextCharsMax),
        Stage = Shown(job.Stage, JobTextCharsMax),
        Detail = Shown(job.Detail, JobTextCharsMax),
        Outcome = Shown(job.Outcome, JobTextCharsMax),
        Live = job.Live.Length <= JobLiveCharsMax ? job.Live : "",
    };
}

/// <summary>A piece of work that a server does in the background, as all servers see it.</summary>
public sealed record TeamJob
{
    /// <summary>State of one that runs, or waits for its turn.</summary>
    public const string Running = "running";

    /// <summary>24 hexadecimal digits that nobody can guess.</summary>
    public string Id { get; init; } = "";

    /// <summary>Such as <c>hunt</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>For people; foreign text.</summary>
    public string Title { get; init; } = "";

    /// <summary>What it is about, such as the id of a hunt; empty for nothing in particular.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Who asked for it.</summary>
    public string ById { get; init; } = "";

    /// <summary>Their name then; foreign text.</summary>
    public string ByName { get; init; } = "";

    /// <summary>Which server does it.</summary>
    public string Server { get; init; } = "";

    /// <summary>When it was asked for (UTC, ISO 8601).</summary>
    public string BeganAt { get; init; } = "";

    /// <summary><see cref="Running"/>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public string State { get; init; } = Running;

    /// <summary>What it does now.</summary>
    public string Stage { get; init; } = "";

    /// <summary>How much of it is done.</summary>
    public long Done { get; init; }

    /// <summary>Of how much; 0 when that is not known.</summary>
    public long Total { get; init; }

    /// <summary>More about what it does now; foreign text.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What it found so far, as a JSON object; empty for nothing.</summary>
    public string Live { get; init; } = "";

    /// <summary>Where the result is (done), what went wrong (failed), else empty.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Who asked to stop it; empty for nobody.</summary>
    public string CancelledBy { get; init; } = "";

    /// <summary>How long nothing was heard of its server, in seconds of the database's clock.</summary>
    public long SilentSeconds { get; init; }
}
