using System.Text;
using Merlon.Documents;
using Merlon.Sigma.Linting;

namespace Merlon.Detection.Tests.Sigma.Linting;

public sealed class SigmaLintTests
{
    /// <summary>A rule about which there is nothing to say; detection comes last.</summary>
    const string Head = """
        title: Something
        id: 929a690e-bef0-4204-a928-ef5e620d6fcc
        status: test
        description: What it sees and why that matters
        author: A
        date: 2024-01-31
        tags:
            - attack.execution
            - attack.t1059
        falsepositives:
            - Unlikely
        level: high
        logsource:
            product: windows
            category: process_creation
        detection:

        """;

    const string Body = "    sel:\n        Image: a\n    condition: sel\n";

    [Fact]
    public void Nothing_is_said_of_a_rule_that_is_in_order() => Findings(Head + Body).ShouldBeEmpty();

    [Theory]
    [InlineData("SIGMA100", "id: 929a690e-bef0-4204-a928-ef5e620d6fcc\n", "")]
    [InlineData("SIGMA102", "level: high\n", "")]
    [InlineData("SIGMA102", "description: What it sees and why that matters\n", "description: ''\n")]
    [InlineData("SIGMA102", "status: test\n", "")]
    [InlineData("SIGMA102", "author: A\n", "")]
    [InlineData("SIGMA102", "date: 2024-01-31\n", "")]
    [InlineData("SIGMA102", "falsepositives:\n    - Unlikely\n", "falsepositives: []\n")]
    [InlineData("SIGMA103", "title: Something\n", "title: Something.\n")]
    [InlineData("SIGMA105", "date: 2024-01-31\n", "date: 2024-01-31\nmodified: 2023-12-31\n")]
    [InlineData("SIGMA105", "date: 2024-01-31\n", "date: 2031-01-01\n")]
    [InlineData("SIGMA106", "status: test\n", "status: test\nrelated:\n    - id: 929a690e-bef0-4204-a928-ef5e620d6fcc\n      type: similar\n")]
    [InlineData("SIGMA106", "status: test\n", "status: test\nrelated:\n    - id: 929a690e-bef0-4204-a928-ef5e620d6fcd\n      type: like\n")]
    [InlineData("SIGMA106", "status: test\n", "status: test\nrelated:\n    - id: 12\n      type: similar\n")]
    [InlineData("SIGMA107", "    - attack.t1059\n", "    - attack.t1059\n    - attack.t1059\n")]
    [InlineData("SIGMA108", "date: 2024-01-31\n", "date: 2024/01/31\n")]
    [InlineData("SIGMA110", "    - attack.t1059\n", "    - attack.t10590\n    - attack\n")]
    [InlineData("SIGMA110", "    - attack.t1059\n", "    - atack.t1059\n")]
    [InlineData("SIGMA110", "    - attack.t1059\n", "    - cve.2024\n")]
    [InlineData("SIGMA111", "    - attack.t1059\n", "    - attack.T1059\n")]
    [InlineData("SIGMA111", "    - attack.execution\n", "    - attack.lateral_movement\n")]
    [InlineData("SIGMA170", "    category: process_creation\n", "    category: proces_creation\n")]
    public void What_a_rule_says_of_itself_is_looked_at(string code, string from, string to)
    {
        (Head + Body).ShouldContain(from);
        Codes((Head + Body).Replace(from, to, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ShouldBe([code]);
    }

    [Theory]
    [InlineData("SIGMA130", "    a:\n        Image: x\n    condition: a and not a\n")]
    [InlineData("SIGMA130", "    a:\n        Image|endswith: '\\x.exe'\n    f:\n        Image|contains: '.exe'\n    condition: a and not 1 of f*\n")]
    [InlineData("SIGMA130", "    a:\n        Image: x\n        User: y\n    f:\n        - User: [y, z]\n        - Image: q\n    condition: a and not f\n")]
    [InlineData("SIGMA131", "    a:\n        Image: x\n    b:\n        Image: y\n    condition: a or (b and not b)\n")]
    [InlineData("SIGMA132", "    a:\n        Image: x\n    b:\n        User: y\n    condition: a or not a or b\n")]
    [InlineData("SIGMA133", "    a:\n        Image: [x, y, X]\n    condition: a\n")]
    [InlineData("SIGMA134", "    a:\n        CommandLine|contains: [abc, ab]\n    condition: a\n")]
    [InlineData("SIGMA134", "    a:\n        - Image|endswith: '\\cmd.exe'\n        - Image|endswith: '\\x\\cmd.exe'\n    condition: a\n")]
    [InlineData("SIGMA135", "    a:\n        CommandLine|contains|all: [abc, ab]\n    condition: a\n")]
    [InlineData("SIGMA136", "    a:\n        Image: x\n    b:\n        Image: y\n    condition: a\n")]
    [InlineData("SIGMA140", "    a:\n        Image: '*'\n    condition: a\n")]
    [InlineData("SIGMA140", "    a:\n        Image|re: '^.*$'\n    condition: a\n")]
    [InlineData("SIGMA141", "    a:\n        Image|contains: '*x'\n    condition: a\n")]
    [InlineData("SIGMA141", "    a:\n        Image|startswith: '*x'\n    condition: a\n")]
    [InlineData("SIGMA142", "    a:\n        Image: '*x*'\n    condition: a\n")]
    [InlineData("SIGMA143", "    a:\n        Image|contains: 'x*y'\n    condition: a\n")]
    [InlineData("SIGMA144", "    a:\n        Image: 'C:\\Windows\\*.exe'\n    condition: a\n")]
    [InlineData("SIGMA145", "    a:\n        Image: \"C:\\temp\"\n    condition: a\n")]
    [InlineData("SIGMA146", "    a:\n        Image|contains|all: x\n    condition: a\n")]
    [InlineData("SIGMA147", "    a:\n        Image|all: [x, y]\n    condition: a\n")]
    [InlineData("SIGMA148", "    a:\n        CommandLine|base64offset: secret\n    condition: a\n")]
    [InlineData("SIGMA150", "    a:\n        CommandLine|re: '.*x[0-9]'\n    condition: a\n")]
    [InlineData("SIGMA150", "    a:\n        CommandLine|re: 'x[0-9].*'\n    condition: a\n")]
    [InlineData("SIGMA151", "    a:\n        CommandLine|re: '.*\\\\x\\.exe$'\n    condition: a\n")]
    [InlineData("SIGMA152", "    a:\n        CommandLine|re: 'x(?!y)'\n    condition: a\n")]
    [InlineData("SIGMA152", "    a:\n        CommandLine|re: '(x)\\1'\n    condition: a\n")]
    [InlineData("SIGMA171", "    a:\n        TargetFilename: x\n    condition: a\n")]
    public void What_a_detection_says_is_looked_at(string code, string detection)
        => Codes(Head + detection).Distinct(StringComparer.Ordinal).ShouldBe([code]);

    [Theory]
    [InlineData("    a:\n        Image|endswith: '\\x.exe'\n    f:\n        Image|contains: '\\sys\\x.exe'\n    condition: a and not f\n")]
    [InlineData("    a:\n        CommandLine|contains: [abc, bcd]\n    condition: a\n")]
    [InlineData("    a:\n        CommandLine|contains|cased: [abc, ABC]\n    condition: a\n")]
    [InlineData("    a:\n        CommandLine|windash|contains: [' -a ', ' -b ']\n    condition: a\n")]
    [InlineData("    a:\n        Image: ['x*', y]\n    condition: a\n")]
    [InlineData("    a:\n        CommandLine|re: '^.*x[0-9]'\n    condition: a\n")]
    [InlineData("    a:\n        CommandLine|re: '[(?=]x{2}\\\\1'\n    condition: a\n")]
    [InlineData("    a:\n        CommandLine|re: '^$'\n    condition: a\n")]
    [InlineData("    a:\n        CommandLine|contains: '0200????7F'\n    condition: a\n")]
    [InlineData("    a:\n        ProcessId: 4\n    b:\n        ProcessId|gte: 4\n    condition: a or (b and not a)\n")]
    [InlineData("    _a:\n        Image: x\n    b:\n        Image: y\n    condition: all of them and _a\n")]
    [InlineData("    '|all':\n        - abc\n        - xyz\n    condition: '|all'\n")]
    public void Nothing_is_said_of_what_only_looks_alike(string detection)
        => Codes(Head + detection).Where(static code => code.StartsWith("SIGMA1", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void A_finding_has_its_line_and_column()
    {
        var finding = Findings(Head + "    sel:\n        CommandLine|contains:\n            - abc\n            - ab\n    condition: sel\n").ShouldHaveSingleItem();
        finding.Code.ShouldBe("SIGMA134");
        (finding.Location.Line, finding.Location.Column).ShouldBe((19, 15));
        finding.Message.ShouldContain("line 20");
    }

    [Fact]
    public void A_rule_that_cannot_be_evaluated_says_why()
    {
        var finding = Findings(Head + "    sel:\n        Image|contians: a\n    condition: sel\n").ShouldHaveSingleItem();
        finding.ShouldSatisfyAllConditions(static f => f.Code.ShouldBe("SIGMA041"), static f => f.Severity.ShouldBe(Severity.Error), static f => f.Location.Line.ShouldBe(18));
        Findings(Head + "    sel:\n        Image|expand: '%x%'\n    condition: sel\n").ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);
    }

    [Fact]
    public void A_filter_without_not_is_warned_of()
    {
        const string Filter = "title: F\nlogsource:\n    product: windows\nfilter:\n    rules: any\n    selection:\n        User: x\n    condition: ";
        Codes(Filter + "selection\n").ShouldContain("SIGMA180", StringComparer.Ordinal);
        Codes(Filter + "not selection\n").ShouldNotContain("SIGMA180", StringComparer.Ordinal);
    }

    [Fact]
    public void Rules_are_held_against_each_other()
    {
        var lint = new SigmaLint(SigmaLintOptions.Default);
        SigmaFileLint Read(string name, string title, string id, string detection)
            => lint.CheckFile(Encoding.UTF8.GetBytes(Head.Replace("Something", title, StringComparison.Ordinal).Replace("929a690e", id, StringComparison.Ordinal) + detection), name);
        var together = lint.CheckTogether(
            [
                Read("a.yml", "One", "00000001", "    sel:\n        Image|endswith: '\\a.exe'\n    condition: sel\n"),
                Read("b.yml", "Two", "00000002", "    x:\n        Image|endswith: '\\A.EXE'\n    condition: x\n"),
                Read("c.yml", "two", "00000003", "    x:\n        Image|endswith: '\\b\\a.exe'\n        User: u\n    condition: x\n"),
                Read("d.yml", "Four", "00000003", "    x:\n        Image|endswith: '\\other.exe'\n    condition: x\n"),
            ],
            TestContext.Current.CancellationToken);
        together.Select(static f => $"{f.Document} {f.Code}").ShouldBe(["b.yml SIGMA160", "c.yml SIGMA104", "c.yml SIGMA161", "c.yml SIGMA161", "d.yml SIGMA101"]);
    }

    [Fact]
    public void No_text_makes_the_check_throw()
    {
        var text = Head + "    a:\n        Image|re: '(?i).*a'\n        B|all: [x, '*']\n    f:\n        - C: ['\\*', \"\\t\"]\n    condition: a and not 1 of f*\n";
        for (var at = 0; at < text.Length; at += 3)
        {
            foreach (var c in "\"':*?|\\[{(")
            {
                _ = Findings(text[..at] + c + text[at..]);
            }
        }
    }

    static IEnumerable<string> Codes(string text) => Findings(text).Select(static finding => finding.Code);

    static IReadOnlyList<Diagnostic> Findings(string text)
        => new SigmaLint(SigmaLintOptions.Default with { Today = new DateOnly(2030, 1, 1) }).CheckFile(Encoding.UTF8.GetBytes(text), "rule.yml").Findings;
}
