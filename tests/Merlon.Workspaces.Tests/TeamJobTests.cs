namespace Merlon.Workspaces.Tests;

/// <summary>Jobs as every server sees them, in both databases.</summary>
public sealed class TeamJobTests
{
    public static IEnumerable<TheoryDataRow<string>> Kinds => [new("SQLite"), new("PostgreSQL")];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_job_is_told_watched_stopped_and_ended_once(string kind)
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox, kind);
        var job = JobOf("1") with { Title = new string('x', Team.JobTextCharsMax + 1), Subject = "hunt-7" };
        team.FindJob(job.Id).ShouldBeNull();
        team.Add(job);
        team.FindJob(job.Id).ShouldNotBeNull().Title.Length.ShouldBe(Team.JobTextCharsMax);
        team.FindJobAbout("hunt-7").ShouldNotBeNull().SilentSeconds.ShouldBeInRange(0, 3_600, "by the database's clock, whatever the servers' are: this one's stands at another day");
        team.SeeJob(job with { Stage = "Reading", Done = 3, Total = 10, Live = "{}" }).ShouldBe("");
        team.AskToCancelJob(job.Id, "Anna").ShouldBeTrue();
        team.SeeJob(job with { Stage = "Reading", Live = new string('x', Team.JobLiveCharsMax + 1) }).ShouldBe("Anna");
        team.FindJob(job.Id).ShouldNotBeNull().Live.ShouldBe("");
        team.EndJob(job with { State = "cancelled" }).ShouldBeTrue();
        team.EndJob(job with { State = "done" }).ShouldBeFalse();
        team.SeeJob(job).ShouldBeNull();
        team.AskToCancelJob(job.Id, "Anna").ShouldBeFalse();
        team.FindJob(job.Id).ShouldNotBeNull().State.ShouldBe("cancelled");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_newest_jobs_are_remembered_and_those_that_run(string kind)
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox, kind);
        team.Add(JobOf("0000"));
        for (var i = 1; i <= Team.JobsMax + 3; i++)
        {
            var job = JobOf($"{i:D4}");
            team.Add(job);
            team.EndJob(job with { State = "done", Outcome = "/x" });
        }

        team.Add(JobOf("9999"));
        team.Jobs().Count.ShouldBe(Team.JobsMax);
        team.Jobs()[0].Id.ShouldBe("9999");
        team.FindJob("0000").ShouldNotBeNull("it runs");
        team.FindJob("0001").ShouldBeNull();
    }

    static TeamJob JobOf(string id) => new() { Id = id, Kind = "hunt", Title = "Logs", ById = "1", ByName = "Anna", Server = "one", BeganAt = $"2026-11-22T10:00:00Z/{id}" };

    static Team TeamOf(Sandbox sandbox, string kind)
        => Team.Open(new TeamOptions(sandbox.PathOf("ws"), new SettableClock()) { Database = kind == "SQLite" ? null : DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase()) });
}
