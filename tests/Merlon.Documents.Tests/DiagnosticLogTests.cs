namespace Merlon.Documents.Tests;

public sealed class DiagnosticLogTests
{
    static readonly ReadLimits Three = ReadLimits.Default with { DiagnosticsMax = 3 };

    [Fact]
    public void At_its_limit_the_log_keeps_everything()
    {
        var log = Fill(new("d", Three), notes: 3);
        log.ToList().Select(static d => d.Message).ShouldBe(["0", "1", "2"]);
        log.Count.ShouldBe(3);
    }

    [Fact]
    public void One_past_its_limit_the_log_counts_by_code()
    {
        var log = Fill(new("d", Three), notes: 3);
        log.Note("B001", SourceLocation.Whole, "dropped");
        log.Warn("A001", SourceLocation.Whole, "dropped");
        log.Note("B001", SourceLocation.Whole, "dropped");

        var list = log.ToList();

        list.Count.ShouldBe(4);
        list[3].Code.ShouldBe("READ001");
        list[3].Message.ShouldBe("3 further diagnostics were counted but not kept: A001: 1, B001: 2");
        log.Count.ShouldBe(6);
        log.HasErrors.ShouldBeFalse();
    }

    [Fact]
    public void Errors_may_take_as_many_places_again()
    {
        var log = Fill(new("d", Three), notes: 5);
        for (var i = 0; i < 4; i++)
        {
            log.Error("E001", SourceLocation.Whole, "error");
        }

        log.ToList().Count(static d => d.Severity == Severity.Error).ShouldBe(3);
        log.Count.ShouldBe(9);
        log.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void An_error_that_is_not_kept_still_counts_as_one()
    {
        var log = new DiagnosticLog("d", ReadLimits.Default with { DiagnosticsMax = 0 });
        log.Error("E001", SourceLocation.Whole, "error");
        log.HasErrors.ShouldBeTrue();
        log.ToList().Select(static d => d.Code).ShouldBe(["READ001"]);
    }

    [Fact]
    public void What_another_reader_noticed_is_taken_as_it_is()
    {
        var other = new Diagnostic("X001", Severity.Error, "other", new(1, 1), "wrong", new string('x', 500));
        var log = new DiagnosticLog("d", Three);
        log.AddRange([other]);
        log.ToList().ShouldBe([other]);
        log.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void Excerpts_are_cut_on_the_way_in()
    {
        var log = new DiagnosticLog("d", Three);
        log.Note("A001", SourceLocation.Whole, "m", "line\n" + new string('x', 1_000));
        var excerpt = log.ToList().Single().Excerpt.ShouldNotBeNull();
        excerpt.Length.ShouldBe(Diagnostic.ExcerptCharsMax);
        excerpt.ShouldStartWith("line x");
    }

    static DiagnosticLog Fill(DiagnosticLog log, int notes)
    {
        for (var i = 0; i < notes; i++)
        {
            log.Note("A001", SourceLocation.Whole, $"{i}");
        }

        return log;
    }
}
