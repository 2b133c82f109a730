namespace Merlon.Workspaces.Tests;

/// <summary>Limits and order of what people say.</summary>
public sealed class TeamTalkTests
{
    static readonly TalkSubject Subject = new("technique", "T1059");
    static readonly TalkPerson Anna = new("1", "anna", "Anna"), Bert = new("2", "bert", "Bert");

    [Fact]
    public void A_comment_is_as_long_as_the_limit_and_no_longer()
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox);
        team.AddComment(Subject, Anna, new string('x', Team.CommentCharactersMax)).Text.Length.ShouldBe(Team.CommentCharactersMax);
        Should.Throw<InvalidDataException>(() => team.AddComment(Subject, Anna, new string('x', Team.CommentCharactersMax + 1))).Message.ShouldContain("10,000");
        Should.Throw<InvalidDataException>(() => team.AddComment(Subject, Anna, " \n "));
        Should.Throw<InvalidDataException>(() => team.AddTask(new TalkTask("", $"{Subject}", new string('x', Team.TaskTitleCharactersMax + 1))));
        team.AddTask(new TalkTask("", $"{Subject}", new string('x', Team.TaskTitleCharactersMax))).State.ShouldBe(TalkTask.Open);
    }

    [Fact]
    public void Who_watches_is_called_or_has_a_task_is_told_once()
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox);
        team.Watch(Subject, "bert", isWatching: true);
        team.AddTask(new TalkTask("", $"{Subject}", "Do it") { Assignee = "Cleo" });
        team.AddComment(Subject, Anna, "@bert and @dora.");
        team.Notices("bert", 0, 10).Notices.ShouldHaveSingleItem().Why.ShouldBe("mention");
        team.Notices("cleo", 0, 10).Notices.ShouldHaveSingleItem().Why.ShouldBe("task");
        team.Notices("dora", 0, 10).Notices.ShouldHaveSingleItem().Why.ShouldBe("mention");
        team.Notices("anna", 0, 10).Total.ShouldBe(0);
        team.AddComment(Subject, Bert, "Yes");
        team.Notices("anna", 0, 10).Notices.ShouldHaveSingleItem().Why.ShouldBe("watch");
        team.SeeNotices("bert", new TalkSubject("rule", "x"));
        team.WaitingFor("bert").ShouldBe(1);
        team.SeeNotices("bert", Subject);
        team.WaitingFor("bert").ShouldBe(0);
    }

    [Fact]
    public void Two_edits_of_one_revision_are_not_both_made()
    {
        using Sandbox sandbox = new();
        var team = TeamOf(sandbox);
        var comment = team.AddComment(Subject, Anna, "one");
        team.EditComment(comment.Id, 1, Anna, "two").ShouldNotBeNull().Revision.ShouldBe(2);
        team.EditComment(comment.Id, 1, Anna, "three").ShouldBeNull();
        team.CommentHistory(comment.Id).ShouldHaveSingleItem().Text.ShouldBe("one");
        team.DeleteComment(comment.Id, 1, Anna).ShouldBeNull();
        team.DeleteComment(comment.Id, 2, Anna).ShouldNotBeNull().IsDeleted.ShouldBeTrue();
        Should.Throw<FileNotFoundException>(() => team.EditComment(comment.Id, null, Anna, "four"));
        team.LatestComments(0, 10).Total.ShouldBe(0);
        team.Comments(Subject).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("technique:T1059", true)]
    [InlineData("finding:hunt/1", true)]
    [InlineData("technique:", false)]
    [InlineData("T1059", false)]
    [InlineData("person:anna", false)]
    [InlineData("rule: x", false)]
    [InlineData("rule:x\n", false)]
    public void A_subject_is_a_kind_and_an_id(string text, bool isOne) => TalkSubject.TryParse(text, out _).ShouldBe(isOne);

    [Fact]
    public void A_subjects_id_is_as_long_as_the_limit_and_no_longer()
    {
        TalkSubject.TryParse("rule:" + new string('x', TalkSubject.SubjectCharactersMax), out _).ShouldBeTrue();
        TalkSubject.TryParse("rule:" + new string('x', TalkSubject.SubjectCharactersMax + 1), out _).ShouldBeFalse();
    }

    static Team TeamOf(Sandbox sandbox) => Team.Open(new TeamOptions(sandbox.PathOf("team"), TimeProvider.System));
}
