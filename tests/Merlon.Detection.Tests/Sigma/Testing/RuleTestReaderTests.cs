using System.Text;
using Merlon.Documents;
using Merlon.Sigma.Testing;

namespace Merlon.Detection.Tests.Sigma.Testing;

public sealed class RuleTestReaderTests
{
    [Fact]
    public void A_description_of_recordings_is_read_as_SigmaHQ_writes_it()
    {
        var read = Recordings("regression_tests_info:\n    - name: N\n      type: evtx\n      match_count: 2\n      path: regression_data/x.evtx\n    - type: evtx\n      path: y.evtx\n");
        read.Diagnostics.ShouldBeEmpty();
        read.Value.ShouldBe([new RuleTest.Recording("N", "evtx", "regression_data/x.evtx", 2), new RuleTest.Recording("", "evtx", "y.evtx", null)]);
    }

    [Theory]
    [InlineData("regression_tests_info:\n    - name: N\n", 0)]
    [InlineData("regression_tests_info:\n    - path: x\n      match_count: none\n", 1)]
    [InlineData("regression_tests_info:\n    - path: x\n      match_count: -1\n", 1)]
    public void What_a_description_lacks_is_said(string text, int tests)
    {
        var read = Recordings(text);
        read.Diagnostics.Select(static d => d.Code).ShouldBe(["SIGMA190"]);
        read.Value.ShouldNotBeNull().Count.ShouldBe(tests);
    }

    [Fact]
    public void A_description_without_tests_has_none()
        => Recordings("id: x\n").Value.ShouldNotBeNull().ShouldBeEmpty();

    [Fact]
    public void Events_beside_a_rule_are_read()
    {
        var tests = Events("""{"fires":[{"name":"a","event":{"A":"1"}}],"silent":[{"event":{}}]}""").Value.ShouldNotBeNull().Cast<RuleTest.Sample>().ToList();
        tests.Select(static test => (test.Name, test.HasToFire)).ShouldBe([("a", true), ("silent[0]", false)]);
        Encoding.UTF8.GetString(tests[0].Json.Span).ShouldBe("""{"A":"1"}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"fires\":{}}")]
    [InlineData("{\"fires\":[{\"name\":\"a\"}]}")]
    [InlineData("{\"silent\":[{\"event\":1}]}")]
    public void Events_in_another_form_are_refused(string text)
    {
        var read = Events(text);
        read.Value.ShouldBeNull();
        read.Diagnostics.Select(static d => d.Code).ShouldBe(["SIGMA191"]);
    }

    [Fact]
    public void The_number_of_events_has_a_limit()
    {
        static string List(int count) => "{\"fires\":[" + string.Join(',', Enumerable.Repeat("{\"event\":{}}", count)) + "]}";
        Events(List(RuleTestReader.EventsMax)).Value.ShouldNotBeNull().Count.ShouldBe(RuleTestReader.EventsMax);
        Events(List(RuleTestReader.EventsMax + 1)).Diagnostics.Select(static d => d.Code).ShouldBe(["SIGMA191"]);
    }

    [Fact]
    public void A_rule_says_where_its_tests_are()
    {
        RuleTestReader.PathIn("title: x\nregression_tests_path: a/info.yml\n"u8.ToArray(), ReadLimits.Default).ShouldBe("a/info.yml");
        RuleTestReader.PathIn("title: x\n"u8.ToArray(), ReadLimits.Default).ShouldBeNull();
        RuleTestReader.PathIn("[\n"u8.ToArray(), ReadLimits.Default).ShouldBeNull();
    }

    static Parsed<IReadOnlyList<RuleTest>> Recordings(string text) => RuleTestReader.ReadRecordings(Encoding.UTF8.GetBytes(text), "info.yml", ReadLimits.Default);

    static Parsed<IReadOnlyList<RuleTest>> Events(string text) => RuleTestReader.ReadEvents(Encoding.UTF8.GetBytes(text), "a.test.json", ReadLimits.Default);
}
