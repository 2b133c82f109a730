namespace Merlon.Workspaces.Tests;

/// <summary>Limits of people, sessions, tokens and the audit log.</summary>
public sealed class TeamPeopleTests
{
    [Theory]
    [InlineData("Anna", "anna")]
    [InlineData("  ANNA@Example.ORG ", "anna@example.org")]
    [InlineData("ａｎｎａ", "anna")]
    public void A_login_has_one_spelling(string typed, string kept) => Team.NormaliseLogin(typed).ShouldBe(kept);

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("<b>")]
    public void What_cannot_be_typed_plainly_is_no_login(string typed) => Should.Throw<InvalidDataException>(() => Team.NormaliseLogin(typed));

    [Fact]
    public void A_name_is_as_long_as_the_limit_and_no_longer()
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox, new SettableClock());
        team.AddPerson(new Person("", new string('a', Person.NameCharactersMax), new string('n', Person.NameCharactersMax), "viewer")).Login.Length.ShouldBe(Person.NameCharactersMax);
        Should.Throw<InvalidDataException>(() => team.AddPerson(new Person("", new string('b', Person.NameCharactersMax + 1), "n", "viewer")));
        Should.Throw<InvalidDataException>(() => team.AddPerson(new Person("", "b", new string('n', Person.NameCharactersMax + 1), "viewer")));
        Should.Throw<InvalidDataException>(() => team.AddPerson(new Person("", "b", "n", "owner")));
        Should.Throw<InvalidDataException>(() => team.AddPerson(new Person("", new string('A', Person.NameCharactersMax), "n", "viewer"))).Message.ShouldContain("taken");
    }

    [Fact]
    public void Attempts_are_a_few_at_once_and_then_one_at_an_even_pace_for_each()
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox, new SettableClock());
        for (var i = 0; i < 3; i++)
        {
            team.TakeAttempt("192.0.2.1", perMinuteMax: 1, burst: 3).ShouldBe(TimeSpan.Zero);
        }

        team.TakeAttempt("192.0.2.1", perMinuteMax: 1, burst: 3).ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        team.TakeAttempt("192.0.2.2", perMinuteMax: 1, burst: 3).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_further_session_ends_the_one_that_was_not_used_longest()
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox, new SettableClock());
        var person = team.AddPerson(new Person("", "anna", "Anna", "viewer"));
        for (var i = 0; i <= Team.SessionsMax; i++)
        {
            team.BeginSession(person.Id, TeamSecret.Make(), "agent\u0007", "127.0.0.1");
        }

        team.Sessions(person.Id).Count.ShouldBe(Team.SessionsMax);
        team.Sessions(person.Id)[0].Agent.ShouldBe("agent ");
    }

    [Fact]
    public void A_token_lasts_as_long_as_the_limit_and_no_longer_and_there_are_so_many()
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox, new SettableClock());
        var person = team.AddPerson(new Person("", "anna", "Anna", "viewer")).Id;
        Should.Throw<InvalidDataException>(() => team.AddToken(person, "t", "read", TimeSpan.FromDays(Team.TokenDaysMax + 1)));
        Should.Throw<InvalidDataException>(() => team.AddToken(person, "t", "read", TimeSpan.Zero));
        Should.Throw<InvalidDataException>(() => team.AddToken(person, "t", "root", TimeSpan.FromDays(1)));
        for (var i = 0; i < Team.TokensMax; i++)
        {
            team.AddToken(person, "t", "read", TimeSpan.FromDays(Team.TokenDaysMax));
        }

        Should.Throw<InvalidDataException>(() => team.AddToken(person, "t", "read", TimeSpan.FromDays(1))).Message.ShouldContain("at most");
    }

    [Fact]
    public void The_audit_log_is_numbered_cut_and_found()
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox, new SettableClock());
        team.Audit(new AuditEntry(default, "", "Anna", "sign-in", new string('x', AuditEntry.SubjectCharactersMax + 1), "done", "127.0.0.1"));
        team.Audit(new AuditEntry(default, "p", "Bert\r\nforged", "100%_sure", "subject", "refused", ""));
        team.AuditLog(new AuditQuery(), 0, 10).Select(static entry => (entry.Number, entry.Name)).ShouldBe([(2L, "Bert  forged"), (1L, "Anna")]);
        team.AuditLog(new AuditQuery(), 1, 10).Single().Subject.Length.ShouldBe(AuditEntry.SubjectCharactersMax);
        team.CountAudit(new AuditQuery { Text = "BERT" }).ShouldBe(1);
        team.CountAudit(new AuditQuery { Action = "100%" }).ShouldBe(1);
        team.CountAudit(new AuditQuery { Action = "1%e" }).ShouldBe(0);
        team.CountAudit(new AuditQuery { Person = "p" }).ShouldBe(1);
        team.AuditActions().ShouldBe(["100%_sure", "sign-in"]);
    }

    [Fact]
    public void A_one_time_link_works_once_within_its_time_and_a_newer_one_replaces_it()
    {
        using Sandbox sandbox = new();
        SettableClock clock = new();
        var team = TeamOf(sandbox, clock);
        var person = team.AddPerson(new Person("", "anna", "Anna", "viewer") { State = Person.Invited });
        var earlier = team.MakeLink(OneTimeLink.Password, person.Id, TimeSpan.FromDays(1));
        var link = team.MakeLink(OneTimeLink.Password, person.Id, TimeSpan.FromDays(1));
        team.UsePasswordLink(earlier, "Anna", "hash").ShouldBeNull();
        team.UseFirstStart(link, "other", "Other", "hash").ShouldBeNull(); // of another purpose
        Should.Throw<InvalidDataException>(() => team.UsePasswordLink(link, "", "hash"));
        team.UsePasswordLink(link, "Anna B.", "hash").ShouldNotBeNull().State.ShouldBe(Person.Active);
        team.UsePasswordLink(link, "Anna", "hash").ShouldBeNull();
    }

    static Team TeamOf(Sandbox sandbox, TimeProvider clock) => Team.Open(new TeamOptions(sandbox.PathOf("ws"), clock));
}
