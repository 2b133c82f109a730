// Takes events as NDJSON (POST /events, one JSON object a line) and answers with one line for each rule that matches.
// Rules are read once, from the folder that --Rules names.
using System.Collections.Concurrent;
using System.Text;
using Merlon.Hunting;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

const int LineCharsMax = 1024 * 1024;

var builder = WebApplication.CreateBuilder(args);
var folder = builder.Configuration["Rules"] ?? "rules";
var content = SigmaContent.Merge(Directory.EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
    .Select(file => SigmaReader.ReadContent(File.ReadAllBytes(file), file, SigmaReadOptions.Default).Value ?? SigmaContent.Empty));
var rules = RuleSet.Compile(content, PipelineSet.BuiltIn);

// A matcher remembers verdicts and is for one request at a time.
var matchers = new ConcurrentBag<RecordMatcher>();

var app = builder.Build();
app.Logger.LogInformation("{Rules} rules, {Refused} refused", rules.Rules.Count, rules.Refused.Count);
app.MapPost("/events", async (HttpContext http) =>
{
    var matcher = matchers.TryTake(out var idle) ? idle : new RecordMatcher(rules);
    var answer = new StringBuilder();
    using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
    for (var number = 1; await reader.ReadLineAsync(http.RequestAborted) is { } line; number++)
    {
        if (line.Length > LineCharsMax)
        {
            return Results.Text($"line {number} is too long", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        foreach (var rule in matcher.Match(Encoding.UTF8.GetBytes(line)))
        {
            answer.Append(number).Append('\t').Append(rule.Level).Append('\t').Append(rule.Id).Append('\t').AppendLine(rule.Title);
        }
    }

    matchers.Add(matcher);
    return Results.Text(answer.ToString());
});
app.Run();
