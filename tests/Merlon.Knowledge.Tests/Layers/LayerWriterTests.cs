using System.Text;
using System.Text.Json;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

public sealed class LayerWriterTests
{
    static readonly Layer Sample = new()
    {
        Name = "Sample \"bank\" – gäps",
        Domain = "enterprise-attack",
        AttackVersion = "18",
        Description = "Two lines\nof description",
        Platforms = ["Linux", "Windows"],
        Sorting = LayerSorting.ScoreDescending,
        Layout = new LayerLayout { Aggregate = LayerAggregate.Max, ShowAggregateScores = true },
        Techniques =
        [
            new("T1059", "execution", 62.5, "Used by two groups") { Metadata = [new("weight", "0.82")] },
            new("T1059.001", "execution", 0),
            new("T1110", null, null, "unscored") { ShowSubtechniques = true },
        ],
        Gradient = new(["#ffffff", "#FF000080"]),
        Legend = [new("open", "#ff0000")],
        Metadata = [new("as of", "2026-11-20")],
    };

    [Fact]
    public void A_layer_has_every_key_that_Navigator_writes_and_nothing_else()
        => Golden.Verify(Written(Sample), "tests/Merlon.Knowledge.Tests/golden/layer.json");

    [Fact]
    public void Navigator_opens_it_without_a_message()
    {
        using var json = JsonDocument.Parse(Written(Sample));
        NavigatorMessages.About(json.RootElement, "18", (_, _) => true).ShouldBeEmpty();
    }

    [Fact]
    public void A_score_of_zero_is_written_and_an_absent_one_is_not()
    {
        using var json = JsonDocument.Parse(Written(Sample));
        var techniques = json.RootElement.GetProperty("techniques");
        techniques[1].GetProperty("score").GetDouble().ShouldBe(0);
        techniques[2].TryGetProperty("score", out _).ShouldBeFalse();
        techniques[2].TryGetProperty("tactic", out _).ShouldBeFalse();
    }

    public static TheoryData<Layer> Refused =>
    [
        Sample with { Gradient = new(["#ffffff", "#000000"], Max: double.PositiveInfinity) },
        Sample with { Techniques = [new("T1059", "execution", double.NaN)] },
        Sample with { Techniques = [new("", null, 1)] },
    ];

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_JSON_cannot_say_is_refused_before_a_byte_is_written(Layer layer)
    {
        using var stream = new MemoryStream();
        Should.Throw<ArgumentException>(() => LayerWriter.Write(layer, stream));
        stream.Length.ShouldBe(0);
    }

    static string Written(Layer layer)
    {
        using var stream = new MemoryStream();
        LayerWriter.Write(layer, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
