using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Prose;
using Merlon.Workspaces.Exchange;

namespace Merlon.System.Tests.Prose;

/// <summary>Every text of the releases in the data.</summary>
public sealed class ProseCorpusTests
{
    static readonly HtmlProse Html = new(HtmlEncoder.Create(UnicodeRanges.All).Encode, static id => $"?id={id}", static number => $"#ref-{number}");

    [Theory]
    [InlineData("12.1", 20_675, 24_619, "S1004 Industroyer: CISA Alert (TA17-163A)|S1008 Stuxnet: CISA ICS Advisory (ICSA-10-238-01B)|T1156 Malicious Shell Modification detection: ESF_filemonitoring| detects T1578: Azure Activity Logs| detects T1578.003: Azure Activity Logs| detects T1055: ArtOfMemoryForensics| detects T1114: Microsoft Tim McMichael Exchange Mail Forwarding 2| detects T1578.002: Azure Activity Logs|M1024 mitigates T1505.005: Microsoft System Services Fundamentals")]
    [InlineData("17.1", 25_932, 31_844, "S1004 Industroyer: CISA Alert (TA17-163A)|S1008 Stuxnet: CISA ICS Advisory (ICSA-10-238-01B)| detects T1578: Azure Activity Logs| detects T1055: ArtOfMemoryForensics| detects T1114: Microsoft Tim McMichael Exchange Mail Forwarding 2|M1024 mitigates T1505.005: Microsoft System Services Fundamentals")]
    [InlineData("18.1", 31_014, 32_900, "S1004 Industroyer: CISA Alert (TA17-163A)|S1008 Stuxnet: CISA ICS Advisory (ICSA-10-238-01B)|M1024 mitigates T1505.005: Microsoft System Services Fundamentals")]
    public void Every_text_of_a_release_becomes_clean_html_and_every_citation_but_the_known_ones_resolves(string version, int texts, int cited, string missing)
    {
        var release = ReleaseFiles.Load(SharedData.PathOf("attack"), version, progress: null, ReadLimits.Default).Value.ShouldNotBeNull();
        var counted = 0;
        var references = 0;
        var missed = new List<string>();
        var faults = new List<string>();
        foreach (var (about, text, citations) in TextsOf(release))
        {
            var list = new ReferenceList();
            var prose = ProseReader.Read(text, citations, list);
            var html = new StringBuilder();
            Html.Write(html, prose);
            var written = html.ToString();
            counted++;
            references += written.Split("<sup><a href=\"#ref-").Length - 1;
            missed.AddRange(list.Missing.Select(name => $"{about}: {name}"));
            if (OurHtml.FaultOf(written) is { } fault)
            {
                faults.Add($"{about}: {fault}");
            }

            if (written.Contains("Citation:", StringComparison.Ordinal) && list.Missing.Count == 0 || written.Contains("LinkById", StringComparison.Ordinal))
            {
                faults.Add($"{about}: markup left: {written}");
            }
        }

        faults.ShouldBeEmpty();
        string.Join('|', missed).ShouldBe(missing);
        (counted, references).ShouldBe((texts, cited));
    }

    static IEnumerable<(string About, string Text, IReadOnlyList<Citation> Citations)> TextsOf(AttackRelease release)
    {
        foreach (var one in release.Objects)
        {
            yield return (one.ToString(), one.Description, one.Citations);
            if (one.Published.Text("x_mitre_detection") is { Length: > 0 } detection)
            {
                yield return ($"{one} detection", detection, one.Citations);
            }

            foreach (var element in (one as Analytic)?.MutableElements ?? [])
            {
                yield return ($"{one} {element.Field}", element.Description, one.Citations);
            }
        }

        foreach (var relationship in release.Relationships.Where(static relationship => relationship.Description.Length > 0))
        {
            yield return ($"{relationship.Source.Id} {relationship.Type} {relationship.Target.Id}", relationship.Description, relationship.Citations);
        }
    }
}
