using Merlon.Assessment;

namespace Merlon.Defense.Tests.Assessment;

public sealed class VoiceGroupTests
{
    [Fact]
    public void A_voice_that_joins_stands_where_sorting_all_voices_anew_puts_it()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 2000; round++)
        {
            // few keys, statements and strengths, so that repeats and ties are common
            var voices = Enumerable.Range(0, random.Next(1, 9)).Select(_ => VoiceOf(random)).ToList();
            var group = VoiceGroup.Of("group", 0.3, [.. voices]);
            var joining = VoiceOf(random);

            var joined = group.With([joining]);

            var anew = VoiceGroup.Of("group", 0.3, [.. voices, joining]);
            joined.Voices.ShouldBe(anew.Voices);
            joined.Value.ShouldBe(anew.Value);
        }
    }

    static Voice VoiceOf(Random random) => new($"key-{random.Next(6)}", $"E-{random.Next(4)}", random.Next(1, 5) / 4.0);
}
