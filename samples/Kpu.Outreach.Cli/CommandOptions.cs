using System.CommandLine;
using System.CommandLine.Parsing;

namespace Kpu.Outreach.Cli;

/// <summary>The options commands share, each made once.</summary>
internal sealed class CommandOptions
{
    private const string Postgres = "postgres:env:";

    public CommandOptions(HelpTexts help)
    {
        Workspace = new Argument<string>("WS") { Description = help.Workspace };
        Campaign = new Option<string?>("--campaign") { HelpName = "ID", Description = help.Campaign };
        Account = new Option<string?>("--account") { HelpName = "KEY", Description = help.Account };
        Ledger = new Option<LedgerChoice?>("--ledger") { HelpName = "sqlite:PATH|postgres:env:NAME|memory:", Description = help.Ledger, CustomParser = result => ParseLedger(result, help) };
        Rehearse = new Option<DateTimeOffset?>("--rehearse") { HelpName = "INSTANT", Description = help.Rehearse, CustomParser = result => Parse(result, Values.Instant, help.NotAnInstant) };
        For = new Option<TimeSpan?>("--for") { HelpName = "DURATION", Description = help.For, CustomParser = result => Parse(result, Values.Duration, help.NotADuration) };
        Plugins = new Option<string?>("--plugins") { HelpName = "FILE", Description = help.Plugins };
        Until = new Option<DateTimeOffset?>("--until") { HelpName = "INSTANT", Description = help.Until, CustomParser = result => Parse(result, Values.Instant, help.NotAnInstant) };
        Before = new Option<DateTimeOffset>("--before") { HelpName = "INSTANT", Description = help.Before, Required = true, CustomParser = result => Parse(result, Values.Instant, help.NotAnInstant) ?? default };
        Language = new Option<string>("--lang") { HelpName = "id|en", Description = help.Language, Recursive = true, DefaultValueFactory = _ => "id" };
        Language.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is not ("id" or "en")) result.AddError(help.NotALanguage(result.Tokens[0].Value));
        });
        Json = new Option<bool>("--json") { Description = help.Json, Recursive = true };
        By = new Option<string>("--by") { HelpName = "NAME", Description = help.By, Required = true };
        By.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && string.IsNullOrWhiteSpace(result.Tokens[0].Value)) result.AddError(help.NoName);
        });
        Why = new Option<string?>("--why") { HelpName = "TEXT", Description = help.Why };
    }

    public Argument<string> Workspace { get; }

    public Option<string?> Campaign { get; }

    public Option<string?> Account { get; }

    public Option<LedgerChoice?> Ledger { get; }

    public Option<DateTimeOffset?> Rehearse { get; }

    public Option<TimeSpan?> For { get; }

    public Option<string?> Plugins { get; }

    public Option<DateTimeOffset?> Until { get; }

    public Option<DateTimeOffset> Before { get; }

    public Option<string> Language { get; }

    public Option<bool> Json { get; }

    public Option<string> By { get; }

    public Option<string?> Why { get; }

    /// <summary>What was asked for; options a command does not have stay null.</summary>
    public Request Read(ParseResult parsed)
    {
        T? Of<T>(Option<T> option) => parsed.GetResult(option) is null ? default : parsed.GetValue(option);
        return new Request
        {
            Folder = parsed.GetValue(Workspace)!,
            Campaign = Of(Campaign),
            Account = Of(Account),
            Ledger = Of(Ledger),
            Rehearse = Of(Rehearse),
            For = Of(For),
            Plugins = Of(Plugins),
        };
    }

    private static T? Parse<T>(ArgumentResult result, Func<string, T?> read, Func<string, string> error)
        where T : struct
    {
        if (result.Tokens.Count != 1) return null;
        var text = result.Tokens[0].Value;
        if (read(text) is { } value) return value;
        result.AddError(error(text));
        return null;
    }

    private static LedgerChoice? ParseLedger(ArgumentResult result, HelpTexts help)
    {
        if (result.Tokens.Count != 1) return null;
        var text = result.Tokens[0].Value;
        if (text == "memory:") return new LedgerChoice(null);
        if (text.StartsWith("sqlite:", StringComparison.Ordinal) && text.Length > "sqlite:".Length) return new LedgerChoice(text["sqlite:".Length..]);

        // A connection string on the command line would show its password to everybody on the machine.
        if (text.StartsWith(Postgres, StringComparison.Ordinal) && text.Length > Postgres.Length) return new LedgerChoice(null, text[Postgres.Length..]);
        result.AddError(help.NotALedger(text.StartsWith("postgres:", StringComparison.Ordinal) ? "postgres:…" : text));
        return null;
    }
}
