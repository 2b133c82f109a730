using FsCheck;
using FsCheck.Fluent;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>Random rules over random records: the engine finds what <see cref="NaiveMatcher"/> finds, however it goes about it.</summary>
public sealed class EnginePropertyTests
{
    [Fact]
    public void The_engine_finds_what_the_naive_matcher_finds()
    {
        var matched = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var cases = new EngineCases(seed);
            var rules = RuleSet.Compile(new SigmaContent(cases.Rules(12), [], []), EngineCases.Pipelines);
            var naive = new NaiveMatcher(rules.Rules, EngineCases.Pipelines);
            var matchers = EngineVariants.Of(rules);
            for (var i = 0; i < 12; i++)
            {
                matched += matchers.ShouldAgree(naive, cases.Record());
            }
        }).Check(Cases.Quick.WithMaxTest(150));
        matched.ShouldBeGreaterThan(1_000, "or nothing was tested");
    }
}
