;;; eglot.el --- Drives Emacs in batch  -*- lexical-binding: t; coding: utf-8 -*-

;; In the project that is the current folder. Prints one line a check, then their number.

(set-language-environment "UTF-8")
(setq package-enable-at-startup nil)
(package-initialize)                    ; where Debian puts eglot
(require 'eglot)
(require 'flymake)
(require 'seq)
(require 'subr-x)

(define-derived-mode demarc-terraform-mode prog-mode "Terraform"
  (setq-local comment-start "#"))
(add-to-list 'auto-mode-alist '("\\.tf\\'" . demarc-terraform-mode))
(put 'demarc-terraform-mode 'eglot-language-id "terraform")
(add-to-list 'eglot-server-programs '(demarc-terraform-mode . ("demarc" "lsp")))
(setq eglot-sync-connect 20
      eglot-confirm-server-initiated-edits nil
      make-backup-files nil
      create-lockfiles nil)

(defvar checks 0)
(defvar failed 0)

(defun report (passed name &optional detail)
  (setq checks (1+ checks))
  (unless passed (setq failed (1+ failed)))
  (princ (format "%s - %s%s\n" (if passed "ok" "not ok") name
                 (if (or passed (null detail)) ""
                   (replace-regexp-in-string "\n" "\\\\n" (format "  # %S" detail))))))

(defun equal-check (name actual expected)
  "Of two lists, the first difference says enough."
  (while (and (consp actual) (consp expected) (equal (car actual) (car expected)))
    (setq actual (cdr actual) expected (cdr expected)))
  (report (equal actual expected) name
          (if (and (consp actual) (consp expected))
              (list :expected (car expected) :actual (car actual))
            (list :expected expected :actual actual))))

(defun eventually (name find &optional detail)
  (let ((end (+ (float-time) 20)) found)
    (while (and (not (setq found (funcall find))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (report found name (and detail (not found) (funcall detail)))
    found))

(defun file-text (file)
  (with-temp-buffer (insert-file-contents file) (buffer-string)))

(defun plain (text)
  "Lines of TEXT as they read: no emphasis, code or list marks, no blank lines."
  (seq-remove #'string-empty-p
              (mapcar (lambda (line)
                        (string-trim (replace-regexp-in-string "^- \\|\\*\\*\\|`" "" line)))
                      (split-string text "\n"))))

(defun finding (text)
  (seq-find (lambda (it) (string-match-p (regexp-quote text) (flymake-diagnostic-text it)))
            (flymake-diagnostics)))

(defun messages ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun open-file (name)
  (find-file name)
  (flymake-mode 1)
  (flymake-start))

(defun hover (name needle golden)
  (goto-char (point-min))
  (search-forward needle)
  (goto-char (match-beginning 0))
  (forward-char 3)
  (let* ((answer (jsonrpc-request (eglot-current-server) :textDocument/hover
                                  (eglot--TextDocumentPositionParams)))
         (contents (plist-get answer :contents))
         (text (plist-get contents :value)))
    (equal-check (concat "hover on " name " is plain text") (plist-get contents :kind) "plaintext")
    (when text
      (with-temp-file (expand-file-name (concat "hover-" golden ".txt") (getenv "DEMARC_OUT"))
        (insert text "\n"))
      (report (not (string-match-p "\\*\\*\\|`\\|](" text))
              (concat "hover on " name " has no marks of Markdown") text)
      (equal-check (concat "hover on " name " reads as intended")
                   (plain text)
                   (plain (file-text (expand-file-name (concat golden ".md") (getenv "DEMARC_GOLDEN"))))))
    (let (shown)
      (eglot-hover-eldoc-function (lambda (doc &rest _) (setq shown doc)))
      (eventually (concat "hover on " name " reaches the echo area") (lambda () shown)))))

(defun act (it title)
  "Apply the quick fix at finding IT whose title begins with TITLE."
  (let* ((last-nonmenu-event 13)
         (actions (eglot-code-actions (flymake-diagnostic-beg it) (flymake-diagnostic-end it) "quickfix"))
         (action (seq-find (lambda (a) (string-prefix-p title (plist-get a :title))) actions)))
    (report action (concat "the action is offered: " title)
            (mapcar (lambda (a) (plist-get a :title)) actions))
    (when action
      (report (plist-get action :edit) "its edit comes with it, not later")
      (eglot--apply-workspace-edit (plist-get action :edit) nil))))

(defun synchronize ()
  ;; Batch mode never goes idle, which is when eglot would send the change.
  (eglot--signal-textDocument/didChange))

(defun drive ()
  (open-file "main.tf")
  (apply #'eglot--connect (eglot--guess-contact))
  (report (eglot-managed-p) "the client attaches")
  (let ((it (eventually "finding: no log group"
                        (lambda () (flymake-start) (finding "no log group for function")) #'messages)))
    (when it
      (equal-check "its range is the name, after non-ASCII text on the line"
                   (string-trim (buffer-substring-no-properties
                                 (flymake-diagnostic-beg it) (flymake-diagnostic-end it))
                                "\"" "\"")
                   "orders"))
    (hover "the function" "aws_lambda_function" "lambda")
    (when it
      (act it "Add log group /aws/lambda/orders, kept 30 days (import it if already deployed)")
      (eventually "the fix adds the log group"
                  (lambda () (save-excursion (goto-char (point-min))
                                             (search-forward "aws_cloudwatch_log_group" nil t))))
      (synchronize)
      (eventually "the finding is gone" (lambda () (not (finding "no log group for function"))) #'messages)))
  (save-buffer)
  (open-file "account.tf")
  (hover "the storage account" "azurerm_storage_account\" \"docs" "storage")
  (open-file "größe.tf")
  (let ((it (eventually
             "finding: HTTP is let in"
             (lambda ()
               (flymake-start)
               (seq-find (lambda (it) (equal "false" (buffer-substring-no-properties
                                                      (flymake-diagnostic-beg it)
                                                      (flymake-diagnostic-end it))))
                         (flymake-diagnostics)))
             #'messages)))
    (when it
      (let ((text (flymake-diagnostic-text it))
            (actions (eglot-code-actions (flymake-diagnostic-beg it) (flymake-diagnostic-end it) "quickfix")))
        (act it (or (plist-get (seq-find (lambda (a) (plist-get a :edit)) actions) :title) "no action"))
        (eventually "the fix replaces the value"
                    (lambda () (save-excursion (goto-char (point-min)) (search-forward "= true" nil t))))
        (synchronize)
        (eventually "the finding is gone" (lambda () (not (finding text))) #'messages))))
  (save-buffer)
  (eglot-shutdown (eglot-current-server))
  (report t "the server ends"))

(condition-case problem
    (drive)
  (error (report nil "the driver runs to its end" problem)))
(princ (format "1..%d\n" checks))
(kill-emacs (if (> failed 0) 1 0))
;;; eglot.el ends here
