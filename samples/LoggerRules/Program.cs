// Logs a few sign-ins; the rule beside it matches the one that comes from a break-glass account.
using LoggerRules;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;
using Microsoft.Extensions.Logging;

var content = SigmaContent.Merge(Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "rules"), "*.yml")
    .Select(file => SigmaReader.ReadContent(File.ReadAllBytes(file), file, SigmaReadOptions.Default).Value ?? SigmaContent.Empty));
using var provider = new RuleLoggerProvider(
    RuleSet.Compile(content, PipelineSet.BuiltIn),
    static (rule, message) => Console.WriteLine($"{rule.Level}: {rule.Title}: {message}"));
using var loggers = LoggerFactory.Create(logging => logging.AddProvider(provider));

var logger = loggers.CreateLogger("Shop.SignIn");
logger.LogInformation("{User} signed in from {Address}", "alice", "192.0.2.7");
logger.LogWarning("{User} signed in from {Address}", "breakglass-1", "198.51.100.23");
logger.LogInformation("{User} signed out", "breakglass-1");
