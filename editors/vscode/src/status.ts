// One quiet item beside the language name; a message box only for an error that stops the server.

import * as vscode from 'vscode';

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;
  private readonly told = new Set<string>();

  constructor(selector: vscode.DocumentSelector) {
    this.item = vscode.languages.createLanguageStatusItem('demarc', selector);
    this.item.name = 'demarc';
    this.item.text = 'demarc';
    this.item.command = { command: 'demarc.showLogs', title: 'Show Logs' };
  }

  starting(): void {
    this.show('starting', vscode.LanguageStatusSeverity.Information);
    this.item.busy = true;
  }

  running(version: string): void {
    this.show(version, vscode.LanguageStatusSeverity.Information);
  }

  off(): void {
    this.show('off: demarc.enable', vscode.LanguageStatusSeverity.Information);
  }

  stopped(): void {
    this.show('stopped', vscode.LanguageStatusSeverity.Warning);
  }

  /** Says it once for each message; the item keeps saying it. */
  async failed(message: string): Promise<void> {
    this.show(message, vscode.LanguageStatusSeverity.Error);
    if (this.told.has(message)) {
      return;
    }
    this.told.add(message);
    const answer = await vscode.window.showErrorMessage(message, 'Open Settings', 'Show Logs');
    if (answer === 'Open Settings') {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'demarc.server');
    } else if (answer === 'Show Logs') {
      await vscode.commands.executeCommand('demarc.showLogs');
    }
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(detail: string, severity: vscode.LanguageStatusSeverity): void {
    this.item.busy = false;
    this.item.detail = detail;
    this.item.severity = severity;
  }
}
