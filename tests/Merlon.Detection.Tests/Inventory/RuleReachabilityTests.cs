using System.Net;
using Merlon.Documents;
using Merlon.Inventory;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;

namespace Merlon.Detection.Tests.Inventory;

/// <summary>Which rules could ever fire on logs, and why others never.</summary>
public sealed class RuleReachabilityTests
{
    [Fact]
    public void A_rule_can_fire_where_its_log_source_and_its_fields_are_there()
        => Reach(Source("windows", "process_creation"), Text("CommandLine", "x"), ("CommandLine", "y")).Kind.ShouldBe(RuleReachKind.CanFire);

    [Fact]
    public void Without_its_log_source_a_rule_never_fires_and_the_channel_to_switch_on_is_named()
    {
        var reach = Reach(Source("windows", "", "taskscheduler"), Text("TaskName", "x"));
        reach.Kind.ShouldBe(RuleReachKind.NoLogSource);
        reach.Missing.ShouldBe(["Microsoft-Windows-TaskScheduler/Operational"]);
    }

    [Fact]
    public void Without_a_field_that_it_needs_a_rule_never_fires_and_the_field_is_named()
    {
        var reach = Reach(
            Source("windows", "process_creation"), new SigmaExpression.AllOf([Text("Image", "x"), new SigmaExpression.AnyOf([Text("Hashes", "a"), Text("Imphash", "b")])]), ("Image", "y"));
        reach.Kind.ShouldBe(RuleReachKind.NoField);
        reach.Missing.ShouldBe(["Hashes", "Imphash"]);
    }

    [Fact]
    public void A_missing_field_of_a_filter_or_of_a_null_check_does_not_keep_a_rule_from_firing()
    {
        var filter = new SigmaExpression.Negation(Text("ParentImage", "x"));
        var isNull = new SigmaExpression.Match(new SigmaPredicate.Null("OriginalFileName", SourceLocation.Whole));
        Reach(Source("windows", "process_creation"), new SigmaExpression.AllOf([Text("Image", "x"), filter, isNull]), ("Image", "y")).Kind.ShouldBe(RuleReachKind.CanFire);
    }

    [Fact]
    public void A_rule_for_an_event_id_that_is_not_there_never_fires_and_the_event_id_is_named()
    {
        var expression = new SigmaExpression.AllOf([new SigmaExpression.Match(new SigmaPredicate.Number("EventID", 22, "22", SourceLocation.Whole)), Text("QueryName", "x")]);
        var reach = Reach(Source("windows", "", "sysmon"), expression, ("QueryName", "y"));
        reach.Kind.ShouldBe(RuleReachKind.NoEvent);
        reach.Missing.ShouldBe(["EventID 22"]);
    }

    [Fact]
    public void A_refused_rule_says_why()
    {
        var reach = new RuleReachability(new LogInventory(), PipelineSet.BuiltIn).Of(Rule(Source("windows", "x"), expression: null) with
        {
            Refusal = new SigmaRefusal("SIGMA040", "no value for %Admins%", SourceLocation.Whole),
        });
        (reach.Kind, reach.Missing.Single()).ShouldBe((RuleReachKind.Refused, "no value for %Admins%"));
    }

    [Fact]
    public void Predicates_of_every_kind_need_their_field()
    {
        SigmaPredicate[] predicates =
        [
            new SigmaPredicate.Cidr("F", IPNetwork.Parse("10.0.0.0/8"), SourceLocation.Whole),
            new SigmaPredicate.RegexMatch("F", "a", false, false, false, SourceLocation.Whole),
            new SigmaPredicate.Compare("F", SigmaOperator.Less, 1, SourceLocation.Whole),
            new SigmaPredicate.FieldReference("Image", "F", SigmaTextPart.Whole, false, SourceLocation.Whole),
            new SigmaPredicate.Exists("F", true, SourceLocation.Whole),
        ];
        foreach (var predicate in predicates)
        {
            var reach = Reach(Source("windows", "process_creation"), new SigmaExpression.Match(predicate), ("Image", "x"));
            (reach.Kind, string.Join(',', reach.Missing)).ShouldBe((RuleReachKind.NoField, "F"), predicate.ToString());
        }
    }

    static RuleReach Reach(SigmaLogSource source, SigmaExpression expression, params (string Name, string Value)[] fields)
    {
        var record = new LogEvent { Format = LogFormat.Json };
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("Channel", "Microsoft-Windows-Sysmon/Operational"), ("EventID", "1"), .. fields])
        {
            record.Add(name, value);
        }

        var builder = new InventoryBuilder(PipelineSet.BuiltIn, [], InventoryLimits.Default);
        builder.Add(record);
        return new RuleReachability(builder.Build(), PipelineSet.BuiltIn).Of(Rule(source, expression));
    }

    static SigmaRule Rule(SigmaLogSource source, SigmaExpression? expression) => new()
    {
        Document = "r.yml", Title = "r", LogSource = source, Conditions = ["s"], Expression = expression,
    };

    static SigmaExpression.Match Text(string field, string text)
        => new(new SigmaPredicate.TextMatch(field, SigmaPattern.FromCanonical(text), IsCased: false, SourceLocation.Whole));

    static SigmaLogSource Source(string product, string category, string service = "") => new(product, category, service);
}
