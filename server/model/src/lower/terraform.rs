//! From trees to models: Terraform and OpenTofu.
