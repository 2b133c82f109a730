using System.Text;
using System.Text.Json.Nodes;
using Merlon.Changes;

namespace Merlon.Knowledge.Tests.Changes;

/// <summary>The comparison and its twin over thousands of strange pairs: what a publisher of any year may have written, and worse.</summary>
public sealed class MutatedDiffTests
{
    const int PairsCount = 4_000;

    [Fact]
    public void The_comparison_agrees_with_its_twin_over_thousands_of_mutated_bundles()
    {
        var random = new Random(20_260_722);
        for (var pair = 0; pair < PairsCount; pair++)
        {
            var (old, @new) = (Mutated(random), Mutated(random));
            var (before, after) = (Encoding.UTF8.GetBytes(old.Json), Encoding.UTF8.GetBytes(@new.Json));
            var parsed = DiffText.Parse(before, after);
            var diff = parsed.Value.ShouldNotBeNull($"pair {pair}: {string.Join('\n', parsed.Diagnostics)}");
            DiffText.Lines(diff.Domains[0]).ShouldBe(NaiveDiff.Of(before, after), $"pair {pair}");
        }
    }

    [Fact]
    public void Broken_bytes_never_throw_whatever_is_asked_of_what_was_read()
    {
        var random = new Random(20_260_723);
        var good = Encoding.UTF8.GetBytes(MiniBundle.Small().Json);
        var compared = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var bad = (byte[])good.Clone();
            for (var count = random.Next(1, 4); count > 0; count--)
            {
                bad[random.Next(bad.Length)] = Pick<byte>(random, (byte)'"', (byte)'\\', (byte)'{', (byte)'0', 0xFF, 0xC3, (byte)'u', (byte)' ', (byte)random.Next(256));
            }

            if (DiffText.Parse(good, bad).Value is { } diff)
            {
                compared++;
                _ = ChangeLayers.Of(diff, diff.Domains[0]).Techniques.Count + diff.Contributors().Count + diff.Domains[0].ChangedRelations().Count();
                foreach (var change in diff.Domains[0].AllTypes.SelectMany(static type => type.Changes))
                {
                    _ = change.Shown.Label.Length + change.Shown.Url.Length + change.VersionStep.Length;
                    _ = change.Fields().OfType<FieldChange.Replaced>().Sum(static field => field.Words().Count);
                }
            }
        }

        compared.ShouldBeInRange(300, 2_990);
    }

    static MiniBundle Mutated(Random random)
    {
        var bundle = MiniBundle.Small()
            .Add("malware", "w1", "S0001", "Squeak").Add("tool", "w2", "S0002", "Pick").Add("x-mitre-data-source", "o1", "DS0001", "Ear")
            .Add("x-mitre-asset", "b1", "A0001", "Door").Technique("a3", "T1002", "Knock twice", "knock")
            .Relate("revoked-by", "attack-pattern--a1", "attack-pattern--a3").Relate("revoked-by", "malware--w1", "tool--w2");
        for (var count = random.Next(1, 14); count > 0; count--)
        {
            Mutate(bundle, random);
        }

        return bundle;
    }

    static void Mutate(MiniBundle bundle, Random random)
    {
        var objects = bundle.Objects;
        if (objects.Count == 0 || objects[random.Next(objects.Count)] is not JsonObject chosen)
        {
            return;
        }

        switch (random.Next(14))
        {
            case 0:
                objects.Remove(chosen);
                break;
            case 1:
                objects.Insert(random.Next(objects.Count), chosen.DeepClone());
                break;
            case 2:
                chosen["x_mitre_version"] = Pick<JsonNode?>(random, "1.0", "1.1", "1.2", "2.0", "2.1", "0.0", "3.0", "1.10", "01.0", " 1.0", "1", "2", "x", "1.2.3", "", "-1.0", 1.0, 2.0, 1, null, true);
                break;
            case 3:
                chosen["modified"] = Pick<JsonNode?>(random, MiniBundle.Modified, "2024-05-06T07:08:09.01Z", "2024-05-06T07:08:09.010000Z", "2024-05-06T09:08:09.010+02:00", "2025-01-01T00:00:00Z", "yesterday", "", null, 5);
                break;
            case 4:
                chosen["revoked"] = Pick<JsonNode?>(random, true, true, false, null, 0, 1, "", "true", "false", new JsonArray(), new JsonArray(0), new JsonObject());
                break;
            case 5:
                chosen["x_mitre_deprecated"] = Pick<JsonNode?>(random, true, true, false, null, 0, 0.0, 1, "", "x", new JsonObject { ["a"] = 1 });
                break;
            case 6:
                chosen["description"] = Pick<JsonNode?>(random, "One line.", "One\nline.", "One line.\r", "One\u2028line.", "One\r\nline.", "One\rline.\rOne", "\n", "", null, 7, "One\u0085line. é 𝄞");
                break;
            case 7:
                chosen.Remove(Pick(random, "name", "description", "modified", "x_mitre_version", "external_references", "x_mitre_domains", "kill_chain_phases", "created"));
                break;
            case 8:
                bundle.Relate("revoked-by", IdOf(objects, random), IdOf(objects, random));
                break;
            case 9:
                objects.Insert(random.Next(objects.Count), Pick<JsonNode?>(random, null, 5, "text", new JsonArray(1), new JsonObject { ["type"] = "attack-pattern" }, new JsonObject { ["id"] = "tool--x" }, new JsonObject { ["type"] = 5, ["id"] = "tool--x" }));
                break;
            case 10:
                chosen["id"] = Pick(random, "attack-pattern--a1", "tool--w2", "malware--w1", "intrusion-set--g1", "relationship--3", "x");
                break;
            case 11:
                chosen["type"] = Pick(random, "tool", "malware", "attack-pattern", "x-mitre-matrix", "relationship", "unknown");
                break;
            case 12:
                chosen["id"] = null;
                break;
            default:
                Shuffle(objects, random);
                break;
        }
    }

    static string IdOf(List<JsonNode?> objects, Random random)
        => objects[random.Next(objects.Count)] is JsonObject one && one["id"] is JsonValue id && id.TryGetValue<string>(out var text) ? text : "nobody";

    static T Pick<T>(Random random, params T[] of) => of[random.Next(of.Length)];

    static void Shuffle(List<JsonNode?> objects, Random random)
    {
        for (var i = objects.Count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (objects[i], objects[j]) = (objects[j], objects[i]);
        }
    }
}
