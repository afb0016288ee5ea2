using System.Text.RegularExpressions;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>Secrets stay out of the workspace. No problem of this rule shows a value.</summary>
internal sealed partial class SecretRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        foreach (var account in scope.Model.Accounts)
        {
            if (account.Credential is { } credential && (CredentialReference.TryParse(credential) is not { } reference || LooksSecret(reference.Name)))
                scope.Error(ValidationProblems.SecretInCredential, account, "credential", account.Key);
            foreach (var (name, value) in account.Settings)
                if ((SecretName().IsMatch(name) && !HarmlessName().IsMatch(name) && CredentialReference.TryParse(value) is null) || LooksSecret(value))
                    scope.Error(ValidationProblems.SecretInSetting, account, $"settings.{name}", account.Key, name);
        }
    }

    /// <summary>Whether a value has the form of a token or key, or carries one.</summary>
    private static bool LooksSecret(string value) => KnownToken().IsMatch(value) || (LongRun().IsMatch(value) && value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetterUpper) && value.Any(char.IsAsciiLetterLower));

    [GeneratedRegex("token|passw|secret|rahasia|sandi|api[-_]?key|access[-_]?key|private[-_]?key|(^|[-_])key$|[a-z]Key$|kunci|credential", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("public[-_]?key|keyword", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HarmlessName();

    // JSON web tokens, Meta, Google, Telegram, Slack and GitHub tokens, PEM keys, bearer headers, passwords in addresses and queries.
    [GeneratedRegex(@"eyJ[\w-]{10,}\.|\bEAA[A-Za-z0-9]{16,}|\bAIza[\w-]{20,}|\bya29\.[\w-]{10,}|\b\d{8,10}:[\w-]{30,}|\bxox[abprs]-|\bgh[opsu]_[A-Za-z0-9]{16,}|\bIG[A-Za-z0-9]{30,}|-----BEGIN|\bBearer\s+\S{8,}|://[^/\s:@]+:[^/\s@]+@|[?&](access_token|token|api_?key|secret|password|sig)=\S", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex KnownToken();

    [GeneratedRegex(@"(?<![\w/-])[A-Za-z0-9_\-+=]{32,}(?![\w/-])", RegexOptions.CultureInvariant)]
    private static partial Regex LongRun();
}
