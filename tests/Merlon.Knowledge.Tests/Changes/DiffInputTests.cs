using System.Text;
using Merlon.Changes;
using Merlon.Documents;

namespace Merlon.Knowledge.Tests.Changes;

public sealed class DiffInputTests
{
    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "empty", [], "the file is empty" },
        { "no JSON", "hello"u8.ToArray(), "the JSON is broken here" },
        { "cut off", Encoding.UTF8.GetBytes(MiniBundle.Small().Json[..500]), "the JSON ends in the middle" },
        { "a list", "[]"u8.ToArray(), "not a STIX bundle" },
        { "no bundle", "{\"objects\":[]}"u8.ToArray(), "not a STIX bundle" },
        { "no objects", "{\"type\":\"bundle\"}"u8.ToArray(), "no list of objects" },
        { "a PDF", "%PDF-1.7"u8.ToArray(), "a PDF document" },
        { "UTF-16", Encoding.Unicode.GetBytes(MiniBundle.Small().Json), "UTF-16" },
        { "too deep", Encoding.ASCII.GetBytes("{\"type\":\"bundle\",\"objects\":[" + new string('[', 500)), "deeper than 64 levels" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_bundle_gives_an_error_and_no_comparison(string what, byte[] content, string message)
    {
        what.ShouldNotBeEmpty();
        var parsed = DiffText.Parse(Utf8(MiniBundle.Small()), content);
        parsed.Value.ShouldBeNull();
        var error = parsed.Diagnostics.ShouldHaveSingleItem();
        (error.Code, error.Severity, error.Document).ShouldBe(("DIFF001", Severity.Error, "new.json"));
        error.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void A_bundle_may_have_as_many_bytes_as_the_limit_and_no_more(int room, bool isCompared)
    {
        var bytes = Utf8(MiniBundle.Small());
        var limits = new ReadLimits { JsonBytesMax = bytes.Length + room };
        var release = new PublishedRelease("1.0", "x", [new DomainBundle("x.json", "demo-attack", bytes)]);
        (ReleaseDiff.Between(release, release, limits, CancellationToken.None).Value is not null).ShouldBe(isCompared);
    }

    [Fact]
    public void Broken_bytes_and_lone_surrogates_are_compared_and_said()
    {
        var hostile = Encoding.Latin1.GetBytes(MiniBundle.Small().Json.Replace("Ring the bell", "Ring \u00FF \\ud800", StringComparison.Ordinal));
        var parsed = DiffText.Parse(Utf8(MiniBundle.Small()), hostile);
        parsed.Value.ShouldNotBeNull().IsEmpty.ShouldBeFalse();
        parsed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("DIFF002");
        parsed.Value.Domains[0].Types.SelectMany(static type => type.Changes).SelectMany(static change => change.Fields()).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_domain_of_one_release_only_is_left_out_and_named()
    {
        var parsed = Between([("one-attack.json", null)], [("one-attack.json", null), ("two-attack.json", "two-attack")]);
        parsed.Value.ShouldNotBeNull().NotCompared.ShouldHaveSingleItem().ShouldBe(new UncomparedDomain("two-attack", IsInOld: false));
        parsed.Diagnostics.ShouldContain(static one => one.Code == "DIFF011");
    }

    [Fact]
    public void Releases_without_a_domain_in_common_are_refused()
        => Between([("x.json", "one-attack")], [("x.json", "two-attack")]).Diagnostics.Where(static one => one.Severity == Severity.Error)
            .ShouldHaveSingleItem().Code.ShouldBe("DIFF012");

    [Fact]
    public void A_domain_that_stands_twice_in_a_release_is_refused()
        => Between([("a.json", "one-attack"), ("b.json", "one-attack")], [("x.json", "one-attack")]).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("DIFF010");

    [Fact]
    public void A_bundle_that_does_not_say_its_domain_takes_that_of_the_one_beside_it()
    {
        var old = MiniBundle.Small();
        foreach (var one in old.Objects)
        {
            one!.AsObject().Remove("x_mitre_domains"); // all of them are objects
        }

        old.Set("x-mitre-matrix--m1", "external_references", null);
        var diff = ReleaseDiff.Between(
            new PublishedRelease(Version: null, "old", [new DomainBundle("old.json", Domain: null, Utf8(old))]),
            new PublishedRelease(Version: null, "new", [new DomainBundle("new-3.2.json", Domain: null, Utf8(MiniBundle.Small()))]), ReadLimits.Default, CancellationToken.None).Value.ShouldNotBeNull();
        diff.Domains.ShouldHaveSingleItem().Domain.ShouldBe("demo-attack");
        (diff.From, diff.To).ShouldBe(("old", "3.2"));
    }

    [Fact]
    public void A_name_that_contradicts_the_objects_gives_a_warning_and_the_objects_win()
    {
        var parsed = Between([("demo-attack-1.0.json", null)], [("other-attack-2.0.json", null)]);
        parsed.Value.ShouldNotBeNull().Domains.ShouldHaveSingleItem().Domain.ShouldBe("demo-attack");
        parsed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("DIFF014");
    }

    [Fact]
    public void The_two_forms_of_STIX_are_compared_with_a_warning()
    {
        var form21 = MiniBundle.Small().Set("attack-pattern--a1", "spec_version", "2.1");
        DiffText.Parse(Utf8(MiniBundle.Small()), Utf8(form21)).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("DIFF013");
        DiffText.Parse(Utf8(form21), Utf8(form21)).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void What_the_rules_bend_for_is_said()
    {
        var odd = MiniBundle.Small().Set("attack-pattern--a1", "revoked", "no").Set("attack-pattern--a1", "x_mitre_version", "1.0-rc")
            .Set("attack-pattern--a1", "modified", "soon").Set("attack-pattern--a1", "description", 5);
        odd.Objects.Add(5);
        DiffText.Parse(Utf8(odd), Utf8(MiniBundle.Small())).Diagnostics.Select(static one => one.Code).ShouldBe(["DIFF005", "DIFF006", "DIFF007", "DIFF008", "DIFF003"]);
    }

    static Parsed<ReleaseDiff> Between((string Document, string? Domain)[] old, (string Document, string? Domain)[] @new)
    {
        var bytes = Utf8(MiniBundle.Small());
        PublishedRelease Release(string name, (string Document, string? Domain)[] bundles) => new(name, name, [.. bundles.Select(one => new DomainBundle(one.Document, one.Domain, bytes))]);
        return ReleaseDiff.Between(Release("1.0", old), Release("2.0", @new), ReadLimits.Default, CancellationToken.None);
    }

    static byte[] Utf8(MiniBundle bundle) => Encoding.UTF8.GetBytes(bundle.Json);
}
