using Merlon.Changes;
using Merlon.Documents;

namespace Merlon.Knowledge.Tests.Changes;

public sealed class RealDiffTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            string[] versions = ["12.1", "17.1", "18.1"];
            foreach (var domain in new[] { "enterprise", "mobile", "ics" })
            {
                foreach (var old in versions)
                {
                    foreach (var @new in versions.Where(version => version != old))
                    {
                        pairs.Add($"{domain}-attack-{old}.json", $"{domain}-attack-{@new}.json");
                    }
                }
            }

            pairs.Add("stix-2.1/ics-attack-17.1.json", "stix-2.1/ics-attack-18.1.json");
            pairs.Add("stix-2.1/ics-attack-18.1.json", "stix-2.1/ics-attack-17.1.json");
            pairs.Add("ics-attack-12.1.json", "stix-2.1/ics-attack-18.1.json");
            pairs.Add("stix-2.1/mobile-attack-17.1.json", "mobile-attack-18.1.json");
            pairs.Add("mobile-attack-12.1.json", "stix-2.1/mobile-attack-17.1.json");
            pairs.Add("mobile-attack-17.1.json", "stix-2.1/mobile-attack-17.1.json");
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_object_of_every_pair_is_where_the_plain_rules_put_it(string old, string @new)
    {
        var (before, after) = (BytesOf(old), BytesOf(@new));
        var parsed = ReleaseDiff.Between(Release(old, before), Release(@new, after), ReadLimits.Default, CancellationToken.None);
        var domain = parsed.Value.ShouldNotBeNull().Domains.ShouldHaveSingleItem();
        DiffText.Lines(domain).ShouldBe(NaiveDiff.Of(before, after));
    }

    [Fact]
    public void Two_forms_of_one_late_release_do_not_differ_and_a_warning_says_that_they_are_two()
    {
        var parsed = ReleaseDiff.Between(
            Release("ics-attack-18.1.json", BytesOf("ics-attack-18.1.json")),
            Release("stix-2.1/ics-attack-18.1.json", BytesOf("stix-2.1/ics-attack-18.1.json")), ReadLimits.Default, CancellationToken.None);
        parsed.Value.ShouldNotBeNull().IsEmpty.ShouldBeTrue();
        parsed.Diagnostics.Select(static diagnostic => diagnostic.Code).ShouldBe(["DIFF013"]);
    }

    [Fact]
    public void Word_diffs_of_real_descriptions_make_up_both_texts_again()
    {
        var diff = ReleaseDiff.Between(
            Release("mobile-attack-12.1.json", BytesOf("mobile-attack-12.1.json")),
            Release("mobile-attack-18.1.json", BytesOf("mobile-attack-18.1.json")), ReadLimits.Default, CancellationToken.None).Value.ShouldNotBeNull();
        var compared = 0;
        foreach (var change in diff.Domains[0].Types.SelectMany(static type => type.Changes))
        {
            foreach (var field in change.Fields().OfType<FieldChange.Replaced>())
            {
                var words = field.Words();
                string.Concat(words.Where(static word => word.Kind != TextSegmentKind.Added).Select(static word => word.Text)).ShouldBe(field.Old);
                string.Concat(words.Where(static word => word.Kind != TextSegmentKind.Dropped).Select(static word => word.Text)).ShouldBe(field.New);
                compared++;
            }
        }

        compared.ShouldBeGreaterThan(500);
    }

    static byte[] BytesOf(string name) => File.ReadAllBytes(SharedData.PathOf($"attack/{name}"));

    static PublishedRelease Release(string name, byte[] bytes) => new(Version: null, name, [new DomainBundle(name, Domain: null, bytes)]);
}
